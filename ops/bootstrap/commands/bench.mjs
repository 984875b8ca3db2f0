import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { SetupError } from '../errors.mjs';
import { runForeground } from '../processes.mjs';
import { setUp } from '../set-up.mjs';
import { exists } from '../stamp.mjs';
import { nodeWithTypeScript, withWorker } from './node.mjs';

const FOLDER = 'test/bench';

/**
 * One benchmark by its name; without a name, the names.
 *
 * @param {import('../context.mjs').Context} context
 * @param {string[]} args the name, then what the benchmark itself understands
 * @returns {Promise<number>} exit code
 */
export async function bench(context, [name, ...args]) {
  const names = await benchmarks(context.root);
  if (name === undefined) {
    context.write(`Benchmarks: ${names.join(', ') || 'none yet'}\nRun one with: npm run bench -- NAME`);
    return 0;
  }
  if (!names.includes(name))
    throw new SetupError(`There is no benchmark "${name}", but: ${names.join(', ') || 'none yet'}.`);
  await setUp(context, 'test');
  const [command, ...rest] = nodeWithTypeScript(context, `${FOLDER}/${name}.ts`);
  return runForeground(command, [...rest, ...args], { cwd: context.root, env: withWorker(context) });
}

/** @param {string} root @returns {Promise<string[]>} */
async function benchmarks(root) {
  const folder = path.join(root, FOLDER);
  const files = (await exists(folder)) ? await readdir(folder) : [];
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.basename(file, '.ts'))
    .sort();
}
