/**
 * The one entry behind every npm script: does the set-up that the command needs, then the command.
 *
 *     node ops/bootstrap/main.mjs <start|test|bench|setup|check> [args...]
 *
 * Plain JavaScript on Node alone, since it runs before anything is installed. Only this file reads argv and the
 * environment and sets the exit code.
 */

import { bench } from './commands/bench.mjs';
import { check } from './commands/check.mjs';
import { start } from './commands/start.mjs';
import { test } from './commands/test.mjs';
import { contextOf } from './context.mjs';
import { SetupError } from './errors.mjs';
import { setUp } from './set-up.mjs';

const USAGE = 'Usage: node ops/bootstrap/main.mjs <start|test|bench|setup|check> [args...]';

/** @type {Record<string, (context: import('./context.mjs').Context, args: string[]) => Promise<number>>} */
const COMMANDS = {
  start,
  test,
  bench,
  check,
  setup: async (context) => {
    await setUp(context, 'test');
    return 0;
  },
};

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (!command) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await command(contextOf(process.env, process.stdout), args);
  } catch (error) {
    console.error(error instanceof SetupError ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
