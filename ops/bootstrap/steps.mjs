/** Runs steps one after another and says so, line by line, in a way that reads the same in a terminal and in a log. */

import { performance } from 'node:perf_hooks';

/**
 * @typedef {{
 *   title: string,
 *   done(): Promise<string | undefined>,
 *   run(say: (line: string) => void): Promise<string>,
 * }} Step
 * `done` answers why there is nothing to do (`up to date`), or undefined. `run` does it and answers what it did; what it
 * says on the way is shown indented.
 */

/**
 * @param {Step[]} steps
 * @param {(line: string) => void} write
 * @param {() => number} [now] milliseconds
 */
export async function runSteps(steps, write, now = () => performance.now()) {
  for (const [index, step] of steps.entries()) {
    const label = `[${index + 1}/${steps.length}] ${step.title} ...`;
    const startedAt = now();
    const reason = await step.done();
    if (reason !== undefined) {
      write(`${label} ${reason} (${seconds(now() - startedAt)})`);
      continue;
    }
    write(label);
    try {
      const outcome = await step.run((line) => write(`      ${line}`));
      write(`${label} ${outcome} (${seconds(now() - startedAt)})`);
    } catch (error) {
      write(`${label} FAILED (${seconds(now() - startedAt)})`);
      throw error;
    }
  }
}

/** @param {number} ms */
export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
