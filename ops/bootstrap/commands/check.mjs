import path from 'node:path';
import { runLogged } from '../processes.mjs';
import { setUp } from '../set-up.mjs';
import { exists } from '../stamp.mjs';
import { runSteps } from '../steps.mjs';

/** @typedef {{ title: string, needs: string, command: string, args: string[] }} Check paths are relative to the checkout */

const SOURCES = ['api', 'media', 'web-admin', 'prisma', 'test', 'ops'];

/** @type {Check[]} */
const CHECKS = [
  { title: 'lint and format', needs: 'biome.json', command: 'biome', args: ['ci', '--colors=off'] },
  { title: 'types', needs: 'tsconfig.json', command: 'tsc', args: ['--noEmit', '-p', 'tsconfig.json'] },
  {
    title: 'types of the web pages',
    needs: 'web-admin/tsconfig.json',
    command: 'tsc',
    args: ['--noEmit', '-p', 'web-admin/tsconfig.json'],
  },
  {
    title: 'who may import whom',
    needs: 'ops/dependency-rules.cjs',
    command: 'depcruise',
    args: ['--config', 'ops/dependency-rules.cjs', ...SOURCES],
  },
];

/**
 * Everything that reads the sources without running them.
 *
 * @param {import('../context.mjs').Context} context
 * @returns {Promise<number>} exit code
 */
export async function check(context) {
  await setUp(context, 'check');
  await runChecks(context);
  return 0;
}

/**
 * @param {import('../context.mjs').Context} context
 * @throws {import('../errors.mjs').SetupError} at the first that does not pass
 */
export async function runChecks(context) {
  context.write('');
  await runSteps(
    CHECKS.map((item) => checkStep(context, item)),
    context.write,
  );
}

/**
 * @param {import('../context.mjs').Context} context
 * @param {Check} check
 * @returns {import('../steps.mjs').Step}
 */
function checkStep({ root, stateDir, env }, { title, needs, command, args }) {
  return {
    title,
    done: async () => ((await exists(path.join(root, needs))) ? undefined : 'nothing to check yet'),
    run: async () => {
      const logFile = path.join(stateDir, 'logs', `check-${title.replaceAll(' ', '-')}.log`);
      await runLogged(path.join(root, 'node_modules/.bin', command), args, { cwd: root, env, logFile });
      return 'good';
    },
  };
}
