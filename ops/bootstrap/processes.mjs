/** Child processes in the two ways the set-up needs them: into a log file, and in the foreground. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { codeOf, SetupError } from './errors.mjs';

const TAIL_LINES = 60;
const FORWARDED = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a command to its end with its output in a log file.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{
 *   cwd: string, env: Readonly<Record<string, string | undefined>>, logFile: string, onLine?: (line: string) => void,
 *   timeoutMs?: number
 * }} options `onLine` sees every line of output
 * @throws {SetupError} with the log's tail, if it ends badly
 */
export async function runLogged(command, args, { cwd, env, logFile, onLine, timeoutMs }) {
  await mkdir(path.dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile);
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs });
  const write = (/** @type {string} */ line) => {
    const plain = stripVTControlCharacters(line);
    log.write(`${plain}\n`);
    onLine?.(plain);
  };
  createInterface({ input: child.stdout }).on('line', write);
  createInterface({ input: child.stderr }).on('line', write);
  const outcome = await endOf(child);
  log.end();
  await once(log, 'close');
  if (outcome === 'exit code 0') return;
  const said = await tailOf(logFile);
  throw new SetupError(`${command} ${args.join(' ')}\nended with ${outcome}. ${logFile} ends with:\n\n${said}`);
}

/**
 * Runs a command with our terminal until it ends. It gets a process group of its own, so that a Ctrl-C (which a terminal
 * sends to its whole group, and npm once more to us) reaches it exactly once, by us; when it has ended, so has its group.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: Readonly<Record<string, string | undefined>>, timeoutMs?: number }} options
 * @returns {Promise<number>} its exit code; 128 and more after a signal, as in a shell
 */
export async function runForeground(command, args, { cwd, env, timeoutMs }) {
  let forwarded = false;
  const forward = (/** @type {NodeJS.Signals} */ signal) => {
    if (forwarded) return;
    forwarded = true;
    child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
  };
  // Before there is a child: a signal that comes right after it has begun must not end us alone.
  for (const signal of FORWARDED) process.on(signal, forward);
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => killGroup(child), timeoutMs);
  try {
    return await exitCodeOf(child);
  } finally {
    clearTimeout(timer);
    for (const signal of FORWARDED) process.off(signal, forward);
    killGroup(child);
  }
}

/** @param {import('node:child_process').ChildProcess} child */
function killGroup(child) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error; // It is gone already.
  }
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<number>} */
function exitCodeOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + signalNumber(signal)));
  });
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<string>} */
function endOf(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
}

/** @param {NodeJS.Signals | null} signal */
function signalNumber(signal) {
  return signal === null ? 0 : constants.signals[signal];
}

/** @param {string} file */
async function tailOf(file) {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.slice(-TAIL_LINES).join('\n');
}
