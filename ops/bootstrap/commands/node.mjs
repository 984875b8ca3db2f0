/** How the commands start Bryggen's own TypeScript. */

import { findBinary } from '../debian/system.mjs';

/**
 * @param {import('../context.mjs').Context} context
 * @param {string} file relative to the checkout
 * @returns {[string, ...string[]]} a command line, whose process gets a SIGTERM if we are killed outright
 */
export function nodeWithTypeScript({ env }, file) {
  const line = /** @type {[string, ...string[]]} */ ([process.execPath, '--import', 'tsx', file]);
  const setpriv = findBinary('setpriv', env);
  return setpriv ? [setpriv, '--pdeathsig', 'TERM', ...line] : line;
}

/** @param {import('../context.mjs').Context} context */
export function withWorker({ env, workerBin }) {
  return workerBin === undefined ? env : { ...env, MEDIASOUP_WORKER_BIN: workerBin };
}
