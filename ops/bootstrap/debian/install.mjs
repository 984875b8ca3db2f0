import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from '../errors.mjs';
import { runLogged } from '../processes.mjs';
import { installCommand, missingPackages } from './lists.mjs';
import { findBinary, systemFor } from './system.mjs';

/** Another apt may be at work, such as the system's own nightly one. */
const LOCK_TIMEOUT_S = 300;

/** Packages that start a service when installed; Bryggen runs the program itself, on ports of its own. */
const SERVICES = ['prometheus'];

/**
 * Installs the Debian packages that are missing where we may, and otherwise says what to run.
 *
 * @param {import('../context.mjs').Context} context
 * @param {import('./lists.mjs').Package[]} wanted
 * @param {(line: string) => void} say
 * @returns {Promise<string>} what was done
 * @throws {SetupError} where something that Bryggen cannot do without is still missing
 */
export async function installMissing(context, wanted, say) {
  const { env } = context;
  const missing = missingPackages(wanted, systemFor(wanted, env));
  if (missing.length === 0) return 'up to date';
  const prefix = rootPrefix(env);
  if (prefix !== undefined) {
    say(`installing ${missing.map(({ name }) => name).join(' ')}`);
    await install(context, prefix, missing, say);
  }
  const still = missingPackages(missing, systemFor(missing, env));
  if (still.length === 0) return 'installed';
  const command = installCommand(still, process.getuid?.() === 0);
  if (still.some(({ optional }) => !optional)) {
    throw new SetupError(`These are missing on this machine. On Debian or Ubuntu, run:\n\n  ${command}\n`);
  }
  say(`worth having: ${command}`);
  return 'good enough';
}

/**
 * @param {import('../context.mjs').Context} context
 * @param {string[]} prefix
 * @param {import('./lists.mjs').Package[]} packages
 * @param {(line: string) => void} say
 */
async function install({ stateDir, env, root }, prefix, packages, say) {
  const run = (/** @type {string} */ name, /** @type {string[]} */ args) => {
    const [command = '', ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...args];
    return runLogged(command, rest, { cwd: root, env, logFile: path.join(stateDir, `logs/${name}.log`) });
  };
  const lock = ['-o', `DPkg::Lock::Timeout=${LOCK_TIMEOUT_S}`];
  const names = packages.map(({ name }) => name);
  await run('apt-update', ['apt-get', ...lock, 'update']);
  await run('apt-install', ['apt-get', ...lock, 'install', '-y', '--no-install-recommends', ...names]);
  for (const service of SERVICES.filter((name) => names.includes(name))) {
    const withSystemd = existsSync('/run/systemd/system');
    const stop = withSystemd ? ['systemctl', 'disable', '--now', service] : ['service', service, 'stop'];
    try {
      await run(`service-${service}`, stop);
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      say(`the service ${service} may be running now, which Bryggen does not need: ${stop.join(' ')}`);
    }
  }
}

/** What makes a command root's: undefined where nothing does, or where there is no apt. */
function rootPrefix(/** @type {import('../context.mjs').Context['env']} */ env) {
  if (!findBinary('apt-get', env)) return undefined;
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined;
}
