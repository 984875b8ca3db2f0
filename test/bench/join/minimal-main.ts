/** The minimal server as a process of its own, as servers are: tells its parent where it is, and ends with it. */
import { startMinimalServer } from './minimal-server.ts';

const [pageFolder = ''] = process.argv.slice(2);
const server = await startMinimalServer({ workerBin: process.env['MEDIASOUP_WORKER_BIN'], pageFolder });
process.send?.(server.origin);
process.once('disconnect', () => {
  server[Symbol.asyncDispose]().then(() => process.exit(0));
});
