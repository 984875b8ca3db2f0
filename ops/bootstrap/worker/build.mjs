/** Builds mediasoup's worker from the sources in its npm package, against the system's libraries. */

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runLogged } from '../processes.mjs';
import { MENDS, mended } from './mends.mjs';

/** Stand-ins for the sources that mediasoup's build would fetch from the internet. */
const SUBPROJECTS = fileURLToPath(new URL('subprojects', import.meta.url));

/** What earlier builds and downloads may have left in mediasoup's folder. */
const LEFTOVERS = ['out', 'prebuild', 'pip_invoke', 'subprojects'];

const SETUP = ['setup', 'out', '--buildtype=release', '-Db_ndebug=true'];
const TARGET = 'mediasoup-worker';
const SAY_EVERY = 20;

/**
 * @template T
 * @param {import('../context.mjs').Context} context
 * @param {(line: string) => void} say
 * @param {(binary: string) => Promise<T>} use gets the built worker, which is gone afterwards
 * @returns {Promise<T>}
 */
export async function buildWorker(context, say, use) {
  const dir = await mkdtemp(path.join(tmpdir(), 'bryggen-worker-'));
  try {
    await copySources(path.join(context.root, 'node_modules/mediasoup/worker'), dir);
    const jobs = availableParallelism();
    say(`building it from source on ${jobs} cores; some minutes, once per machine`);
    const logs = path.join(context.stateDir, 'logs');
    const options = { cwd: dir, env: context.env };
    await runLogged('meson', SETUP, { ...options, logFile: path.join(logs, 'worker-meson.log') });
    const ninja = ['-C', 'out', '-j', String(jobs), TARGET];
    await runLogged('ninja', ninja, {
      ...options,
      logFile: path.join(logs, 'worker-ninja.log'),
      onLine: progress(say),
    });
    return await use(path.join(dir, 'out', TARGET));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** @param {string} from @param {string} to */
async function copySources(from, to) {
  const filter = (/** @type {string} */ file) => !LEFTOVERS.includes(path.relative(from, file));
  await cp(from, to, { recursive: true, filter });
  await cp(SUBPROJECTS, path.join(to, 'subprojects'), { recursive: true });
  for (const mend of MENDS) {
    const file = path.join(to, mend.file);
    await writeFile(file, mended(await readFile(file, 'utf8'), mend));
  }
}

/** Ninja says `[40/215] Compiling ...` for each file; every so many of them are worth a line. */
export function progress(/** @type {(line: string) => void} */ say) {
  return (/** @type {string} */ line) => {
    const [, done, all] = /^\[(\d+)\/(\d+)\]/.exec(line) ?? [];
    if (done && (Number(done) % SAY_EVERY === 0 || done === all)) say(`${done} of ${all}`);
  };
}
