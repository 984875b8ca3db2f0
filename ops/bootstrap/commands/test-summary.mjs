/** What a whole test run comes to. No IO. */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts of tests */

/** A stage that ended without a report. @type {Counts} */
export const CRASHED = { passed: 0, failed: 1, skipped: 0 };

/**
 * @param {{
 *   numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   numRuntimeErrorTestSuites: number
 * }} report jest's --json; a file that cannot even be loaded counts as one failed test
 * @returns {Counts}
 */
export function countsOf(report) {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** @param {Counts[]} all @returns {Counts} */
export function sumOf(all) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of all) {
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  return sum;
}

/** @param {Counts} counts @returns {boolean} nothing failed, and something ran */
export function isGood({ passed, failed }) {
  return failed === 0 && passed > 0;
}

/** @param {Counts} counts the one line that machines read */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
