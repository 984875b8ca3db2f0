import { generatorStep } from './generators.mjs';

/** Everything that a build of the web pages reads, the generated types among it; not what it writes. */
const INPUTS = ['web-admin', 'api/schema', 'package-lock.json', 'tsconfig.json'];

/**
 * @param {import('../context.mjs').Context} context
 * @returns {import('../steps.mjs').Step}
 */
export function consoleStep(context) {
  return generatorStep(context, {
    name: 'console',
    title: 'web pages',
    needs: 'web-admin/vite.config.ts',
    inputs: INPUTS,
    wanted: isSource,
    outputs: ['web-admin/dist/index.html'],
    command: 'node_modules/.bin/vite',
    args: ['build', 'web-admin', '--logLevel', 'warn'],
  });
}

/** @param {string} file relative to the checkout */
export function isSource(file) {
  if (file.startsWith('web-admin/dist/')) return false;
  return !file.startsWith('api/schema/') || file.endsWith('.graphql');
}
