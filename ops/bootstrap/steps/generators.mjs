import path from 'node:path';
import { runLogged } from '../processes.mjs';
import { exists, hashOf, readStamp, writeStamp } from '../stamp.mjs';

/**
 * @typedef {{
 *   name: string, title: string, needs: string, inputs: string[], wanted?: (file: string) => boolean, outputs: string[],
 *   command: string, args: string[], env?: Record<string, string>
 * }} Generator
 * Runs only where the file `needs` is there, and again when an input changes or an output is gone. Paths are relative to
 * the checkout.
 */

/** @type {Generator[]} */
const GENERATORS = [
  {
    name: 'prisma-client',
    title: 'Prisma client',
    needs: 'prisma/schema.prisma',
    inputs: ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'],
    outputs: ['api/generated/prisma'],
    command: 'node_modules/.bin/prisma',
    args: ['generate'],
    // Generating does not run the native schema engine, but the CLI would fetch one unless some executable is named.
    env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
  },
  {
    name: 'graphql-types',
    title: 'GraphQL types',
    needs: 'api/schema/codegen.ts',
    inputs: ['api/schema', 'web-admin/src', 'package-lock.json'],
    wanted: (file) =>
      file.endsWith('.graphql') || /^api\/schema\/(codegen|mappers)\.ts$|^package-lock\.json$/.test(file),
    outputs: ['api/generated/graphql.ts', 'api/generated/sdl.ts', 'api/generated/schema.graphql', 'web-admin/src/gql'],
    command: process.execPath,
    args: ['--import', 'tsx', 'api/schema/codegen.ts'],
  },
];

/**
 * @param {import('../context.mjs').Context} context
 * @returns {import('../steps.mjs').Step[]}
 */
export function generatorSteps(context) {
  return GENERATORS.map((generator) => generatorStep(context, generator));
}

/**
 * @param {Pick<import('../context.mjs').Context, 'root' | 'stateDir' | 'env'>} context
 * @param {Generator} generator
 * @returns {import('../steps.mjs').Step}
 */
export function generatorStep({ root, stateDir, env }, generator) {
  const stampFile = path.join(stateDir, 'stamps', generator.name);
  const wanted = () => hashOf(root, generator.inputs, generator.wanted);
  return {
    title: generator.title,
    done: async () => {
      if (!(await exists(path.join(root, generator.needs)))) return 'nothing to make yet';
      if ((await readStamp(stampFile)) !== (await wanted())) return undefined;
      for (const output of generator.outputs) if (!(await exists(path.join(root, output)))) return undefined;
      return 'up to date';
    },
    run: async () => {
      const hash = await wanted();
      const logFile = path.join(stateDir, `logs/${generator.name}.log`);
      await runLogged(generator.command, generator.args, { cwd: root, env: { ...env, ...generator.env }, logFile });
      await writeStamp(stampFile, hash);
      return 'made';
    },
  };
}
