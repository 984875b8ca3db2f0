import { describe, expect, it } from '@jest/globals';
import { CRASHED, countsOf, isGood, summaryLine, sumOf } from '../../../../../ops/bootstrap/commands/test-summary.mjs';

const REPORT = {
  numPassedTests: 7,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

describe('what a test run comes to', () => {
  it('adds up the stages', () => {
    const sum = sumOf([countsOf(REPORT), countsOf({ ...REPORT, numFailedTests: 2, numPendingTests: 1 })]);
    expect(sum).toEqual({ passed: 14, failed: 2, skipped: 1 });
  });

  it('counts a file that could not be loaded, and a stage that crashed, as failed', () => {
    expect(countsOf({ ...REPORT, numRuntimeErrorTestSuites: 1 }).failed).toBe(1);
    expect(isGood(sumOf([countsOf(REPORT), CRASHED]))).toBe(false);
  });

  it('is not good when nothing ran', () => {
    expect(isGood(sumOf([]))).toBe(false);
    expect(isGood(countsOf(REPORT))).toBe(true);
  });

  it('ends in one plain line', () => {
    expect(summaryLine({ passed: 7, failed: 0, skipped: 0 })).toBe('7 passed, 0 failed');
    expect(summaryLine({ passed: 7, failed: 1, skipped: 2 })).toBe('7 passed, 1 failed, 2 skipped');
  });
});
