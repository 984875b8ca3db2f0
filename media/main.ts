/** A media node as a process: it serves its parent, and ends when told to or when the parent is gone. */
import { pino } from 'pino';
import { startMediaApp } from './app.ts';
import { readMediaConfig } from './config.ts';

const config = readMediaConfig(process.env);
const log = pino({ name: 'media', level: config.logLevel });
const app = await startMediaApp(config, process, log);

let ending = false;

async function end(cause: string): Promise<void> {
  if (ending) return;
  ending = true;
  log.info({ cause }, 'media node ends');
  await app.close();
  process.exit(0);
}

for (const event of ['SIGTERM', 'SIGINT', 'disconnect'] as const) {
  process.on(event, () => {
    end(event).catch((error: unknown) => {
      log.error({ err: error }, 'the media node did not end in order');
      process.exit(1);
    });
  });
}
