import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { runForeground } from '../processes.mjs';
import { setUp } from '../set-up.mjs';
import { exists } from '../stamp.mjs';
import { runChecks } from './check.mjs';
import { withWorker } from './node.mjs';
import { CRASHED, countsOf, isGood, summaryLine, sumOf } from './test-summary.mjs';

/** @typedef {{ folder: string, args: string[], timeoutMs: number }} Stage the limit ends a stage that hangs */

const MINUTE_MS = 60_000;

/** The quick ones first. What starts real servers, media and browsers has the machine to itself. @type {Stage[]} */
const STAGES = [
  { folder: 'test/unit', args: ['--maxWorkers=2'], timeoutMs: 10 * MINUTE_MS },
  { folder: 'test/integration', args: ['--runInBand'], timeoutMs: 25 * MINUTE_MS },
  { folder: 'test/e2e', args: ['--runInBand'], timeoutMs: 40 * MINUTE_MS },
];

/**
 * All checks and tests, or, with arguments, jest alone with these.
 *
 * @param {import('../context.mjs').Context} context
 * @param {string[]} args for jest, such as a pattern of paths
 * @returns {Promise<number>} exit code
 */
export async function test(context, args) {
  await setUp(context, 'test');
  if (args.length > 0) return jest(context, args);
  await runChecks(context);
  let total = sumOf([]);
  let code = 0;
  for (const stage of STAGES) {
    if (!(await hasTests(path.join(context.root, stage.folder)))) continue;
    context.write(`\n${stage.folder}`);
    const { counts, exitCode } = await runStage(context, stage);
    total = sumOf([total, counts]);
    code ||= exitCode;
  }
  context.write(`\n${summaryLine(total)}`);
  return isGood(total) ? code : code || 1;
}

/**
 * @param {import('../context.mjs').Context} context
 * @param {Stage} stage
 */
async function runStage(context, { folder, args, timeoutMs }) {
  const results = path.join(context.stateDir, 'test-results', `${path.basename(folder)}.json`);
  await mkdir(path.dirname(results), { recursive: true });
  await rm(results, { force: true });
  const report = ['--json', `--outputFile=${results}`];
  const exitCode = await jest(context, [`${folder}/`, ...args, ...report], timeoutMs);
  const counts = (await exists(results)) ? countsOf(JSON.parse(await readFile(results, 'utf8'))) : CRASHED;
  return { counts, exitCode };
}

/**
 * @param {import('../context.mjs').Context} context
 * @param {string[]} args
 * @param {number} [timeoutMs]
 */
function jest(context, args, timeoutMs) {
  const nodeOptions = `${context.env['NODE_OPTIONS'] ?? ''} --experimental-vm-modules`.trim();
  const env = { ...withWorker(context), NODE_OPTIONS: nodeOptions, NODE_NO_WARNINGS: '1' };
  const limit = timeoutMs === undefined ? {} : { timeoutMs };
  const program = path.join(context.root, 'node_modules/jest/bin/jest.js');
  return runForeground(process.execPath, [program, ...args], { cwd: context.root, env, ...limit });
}

/** @param {string} folder */
async function hasTests(folder) {
  if (!(await exists(folder))) return false;
  return (await readdir(folder, { recursive: true })).some((file) => file.endsWith('.test.ts'));
}
