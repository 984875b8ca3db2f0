import { runForeground } from '../processes.mjs';
import { setUp } from '../set-up.mjs';
import { nodeWithTypeScript, withWorker } from './node.mjs';

/**
 * Everything on this machine, with the demo, until it ends or a signal ends it.
 *
 * @param {import('../context.mjs').Context} context
 * @param {string[]} args
 * @returns {Promise<number>} exit code
 */
export async function start(context, args) {
  await setUp(context, 'start');
  context.write('');
  const [command, ...rest] = nodeWithTypeScript(context, 'ops/demo/main.ts');
  return runForeground(command, [...rest, ...args], { cwd: context.root, env: withWorker(context) });
}
