import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBinary } from '../debian/system.mjs';
import { runLogged } from '../processes.mjs';

const PROOF = fileURLToPath(new URL('proof/main.mjs', import.meta.url));
const TIMEOUT_MS = 60_000;

/**
 * Lets a worker prove itself by a real join (see proof/main.mjs) before anybody relies on it.
 *
 * @param {import('../context.mjs').Context} context
 * @param {string} binary
 * @param {(line: string) => void} say
 * @throws {import('../errors.mjs').SetupError} if it fails
 */
export async function proveWorker({ root, stateDir, env }, binary, say) {
  if (!findBinary('openssl', env)) {
    say('not proved by a DTLS join: there is no openssl program on this machine');
    return;
  }
  const logFile = path.join(stateDir, 'logs/worker-proof.log');
  await runLogged(process.execPath, [PROOF, binary], { cwd: root, env, logFile, timeoutMs: TIMEOUT_MS });
  say('proved by a DTLS join with media both ways');
}
