import { describe, expect, it } from '@jest/globals';
import { isSupported, nodeVersionStep } from '../../../../../ops/bootstrap/steps/node-version.mjs';

describe('the version of Node.js', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.3'])('%s is new enough', (version) => {
    expect(isSupported(version)).toBe(true);
  });

  it.each(['18.20.8', '20.18.3', '9.9.9'])('%s is too old, and the error says what is needed', async (version) => {
    expect(await nodeVersionStep(version).done()).toBeUndefined();
    await expect(nodeVersionStep(version).run(() => undefined)).rejects.toThrow('20.19 or newer');
  });
});
