/** `npm start`: the whole of Bryggen on this machine, with a Virtual Arena MCU to talk to. */
import { pino } from 'pino';
import { startApp } from '../../api/app.ts';
import { type Config, readConfig } from '../../api/config.ts';
import { demoArena, startDemoMcu } from '../../test/support/arena-mcu/demo-mcu.ts';
import { openDemoRoom } from './demo-room.ts';

// People look at this terminal: only what they should know of, unless they ask for more.
const read = readConfig({ LOG_LEVEL: 'warn', ...process.env });
if (!read.ok) {
  process.stderr.write(`The environment is not right:\n${read.problems.map((problem) => `  ${problem}\n`).join('')}`);
  process.exit(2);
}
const log = pino({ name: 'demo', level: read.config.logLevel });

const asked = new Promise<void>((resolve) => {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => resolve());
});

async function run(config: Config): Promise<void> {
  await using mcu = await startDemoMcu({ log });
  const app = await startApp(config, log);
  try {
    const joinUrl = await openDemoRoom(app, { host: mcu.host, rtpPort: mcu.rtpPort, arena: demoArena });
    process.stdout.write(banner(joinUrl, `${app.url}/console#key=${app.adminKey}`));
    await asked;
    process.stdout.write('\nBryggen ends …\n');
  } finally {
    await app.close();
  }
}

function banner(joinUrl: string, consoleUrl: string): string {
  return `
  Bryggen is up. Two people in a Virtual Arena are waiting: join them in a browser.

    ${joinUrl}

  Administration console: ${consoleUrl}
  Ctrl-C ends everything.

`;
}

try {
  await run(read.config);
} catch (error) {
  log.debug({ err: error }, 'the demo did not start');
  process.stderr.write(`\n  Bryggen did not start: ${reason(error)}\n\n`);
  process.exitCode = 1;
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!('code' in error) || error.code !== 'EADDRINUSE') return error.message;
  return `${error.message}. Stop what is there, or choose another port: PORT=4001 npm start`;
}
