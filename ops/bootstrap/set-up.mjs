/** Which steps come before a command, in order. */

import { consoleStep } from './steps/console.mjs';
import { debianPackagesStep } from './steps/debian-packages.mjs';
import { generatorSteps } from './steps/generators.mjs';
import { nodeVersionStep } from './steps/node-version.mjs';
import { npmPackagesStep } from './steps/npm-packages.mjs';
import { workerStep } from './steps/worker.mjs';
import { runSteps } from './steps.mjs';

/** @typedef {'start' | 'test' | 'check'} Purpose `check` reads the sources only; `test` runs everything there is. */

/**
 * @param {import('./context.mjs').Context} context gets `workerBin`
 * @param {Purpose} purpose
 */
export async function setUp(context, purpose) {
  const sources = [nodeVersionStep(), npmPackagesStep(context), ...generatorSteps(context)];
  const running = [debianPackagesStep(context, purpose), workerStep(context), consoleStep(context)];
  await runSteps(purpose === 'check' ? sources : [...sources, ...running], context.write);
}
