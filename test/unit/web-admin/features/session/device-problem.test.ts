import { describe, expect, it } from '@jest/globals';
import { deviceProblem } from '../../../../../web-admin/src/features/session/device-problem.ts';

describe('device problem', () => {
  it.each([
    ['NotAllowedError', 'PERMISSION_DENIED'],
    ['NotFoundError', 'DEVICE_NOT_FOUND'],
    ['OverconstrainedError', 'DEVICE_NOT_FOUND'],
    ['NotReadableError', 'DEVICE_BUSY'],
    ['TypeError', 'DEVICE_FAILED'],
  ])('says what to do about %s', (name, code) => {
    const problem = deviceProblem('CAMERA', name);
    expect(problem.code).toBe(code);
    expect(problem.message).toContain('camera');
    expect(problem.remedy).not.toBe('');
  });
});
