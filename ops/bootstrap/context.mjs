/** What the set-up knows about where it runs, made from the environment once. */

import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{
 *   root: string,
 *   cacheDir: string,
 *   stateDir: string,
 *   env: Readonly<Record<string, string | undefined>>,
 *   write: (line: string) => void,
 *   workerBin: string | undefined,
 * }} Context
 * `root` is the checkout, `cacheDir` outlives it, `stateDir` holds its stamps and logs. `env` is what children get.
 * `workerBin` is known once the step of the mediasoup worker is done.
 */

/**
 * @param {Readonly<Record<string, string | undefined>>} env
 * @param {{ write(text: string): unknown }} output
 * @returns {Context}
 */
export function contextOf(env, output) {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
  const caches = env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache');
  return {
    root,
    cacheDir: path.resolve(env['BRYGGEN_CACHE'] || path.join(caches, 'bryggen')),
    stateDir: path.join(root, '.bryggen'),
    env,
    write: (line) => output.write(`${line}\n`),
    workerBin: undefined,
  };
}
