/** mediasoup's own installer, which fetches a worker for this machine where the internet can be reached. */

import path from 'node:path';
import { SetupError } from '../errors.mjs';
import { runLogged } from '../processes.mjs';
import { exists } from '../stamp.mjs';

/** Long enough for a slow line; a network that swallows packets costs this once per machine. */
const TIMEOUT_MS = 60_000;

/**
 * @param {import('../context.mjs').Context} context
 * @returns {Promise<string | undefined>} the path of what it fetched, undefined where it could not
 */
export async function fetchPrebuilt({ root, stateDir, env }) {
  if (env['MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD']) return undefined;
  const mediasoup = path.join(root, 'node_modules/mediasoup');
  // The installer goes on to a build of its own, which fetches from more places; without a Python it ends there.
  const withoutPython = { ...env, PYTHON: 'false' };
  const logFile = path.join(stateDir, 'logs/worker-prebuilt.log');
  try {
    const options = { cwd: mediasoup, env: withoutPython, logFile, timeoutMs: TIMEOUT_MS };
    await runLogged(process.execPath, ['npm-scripts.mjs', 'postinstall'], options);
  } catch (error) {
    if (error instanceof SetupError) return undefined; // Out of reach; the log tells why.
    throw error;
  }
  const binary = path.join(mediasoup, 'worker/out/Release/mediasoup-worker');
  return (await exists(binary)) ? binary : undefined;
}
