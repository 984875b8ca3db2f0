import path from 'node:path';
import { runLogged } from '../processes.mjs';
import { hashOf, readStamp, writeStamp } from '../stamp.mjs';

/**
 * The packages of package-lock.json, without their install scripts: mediasoup's wants the internet and would fail the
 * whole install. The stamp is in node_modules, so it goes when they go.
 *
 * @param {import('../context.mjs').Context} context
 * @returns {import('../steps.mjs').Step}
 */
export function npmPackagesStep({ root, stateDir, env }) {
  const stampFile = path.join(root, 'node_modules/.bryggen-stamp');
  const wanted = () => hashOf(root, ['package-lock.json']);
  return {
    title: 'npm packages',
    done: async () => ((await readStamp(stampFile)) === (await wanted()) ? 'up to date' : undefined),
    run: async () => {
      const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
      await runLogged('npm', args, { cwd: root, env, logFile: path.join(stateDir, 'logs/npm.log') });
      await writeStamp(stampFile, await wanted());
      return 'installed';
    },
  };
}
