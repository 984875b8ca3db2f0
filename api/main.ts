/** The API as a process, with its media node as another: reads the environment, starts, waits for a signal. */
import { pino } from 'pino';
import { startApp } from './app.ts';
import { readConfig } from './config.ts';

const read = readConfig(process.env);
if (!read.ok) {
  process.stderr.write(`The environment is not right:\n${read.problems.map((problem) => `  ${problem}\n`).join('')}`);
  process.exit(2);
}
const { config } = read;
const pretty = config.logPretty ? { transport: { target: 'pino-pretty' } } : {};
const log = pino({ name: 'api', level: config.logLevel, ...pretty });

const signal = new Promise<string>((resolve) => {
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => resolve(name));
});

try {
  const app = await startApp(config, log);
  log.info({ cause: await signal }, 'Bryggen ends');
  await app.close();
} catch (error) {
  log.fatal({ err: error }, 'Bryggen did not start');
  process.exitCode = 1;
}
