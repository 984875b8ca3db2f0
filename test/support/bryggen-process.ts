/** Bryggen as an installation runs it: the API's own process with its media node and PostgreSQL, its output in a file. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';

export interface BryggenProcess extends AsyncDisposable {
  /** Host and port. */
  readonly api: string;
  readonly media: string;
  /** What it has logged so far. */
  logLines(): Promise<string[]>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const STARTS_WITHIN_MS = 60_000;

export async function startBryggenProcess(env: Record<string, string> = {}): Promise<BryggenProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'bryggen-monitored-'));
  // PostgreSQL's user must be able to enter it.
  await chmod(folder, 0o755);
  const [apiPort, mediaPort] = await Promise.all([freePort(), freePort()]);
  const logFile = join(folder, 'bryggen.log');
  const log = await open(logFile, 'a');
  const child = spawn(process.execPath, ['--import', 'tsx', 'api/main.ts'], {
    cwd: root,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      LOG_LEVEL: 'info',
      PORT: String(apiPort),
      BRYGGEN_DATA_DIR: join(folder, 'data'),
      BRYGGEN_MEDIA_HTTP_PORT: String(mediaPort),
      BRYGGEN_MEDIA_WORKERS: '1',
      ...env,
    },
    stdio: ['ignore', log.fd, 'inherit'],
  });
  await log.close();
  const ended = once(child, 'exit');

  async function end(): Promise<void> {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  }

  const api = `127.0.0.1:${apiPort}`;
  try {
    await eventually(async () => {
      if (child.exitCode !== null) return;
      if (!(await fetch(`http://${api}/readyz`)).ok) throw new Error('not ready yet');
    }, STARTS_WITHIN_MS);
    if (child.exitCode !== null) throw new Error(`Bryggen did not start:\n${await readFile(logFile, 'utf8')}`);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    api,
    media: `127.0.0.1:${mediaPort}`,
    logLines: async () => (await readFile(logFile, 'utf8')).trimEnd().split('\n'),
    [Symbol.asyncDispose]: end,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  server.close();
  await once(server, 'close');
  return address.port;
}
