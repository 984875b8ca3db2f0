import { describe, expect, it } from '@jest/globals';
import { createSpeechGate, meterReading } from '../../../../../web-admin/src/features/session/speech.ts';

describe('speech gate', () => {
  it('stays open between words and closes after half a second of silence', () => {
    const gate = createSpeechGate();
    expect(gate.hear(0, 0)).toBe(false);
    expect(gate.hear(0.2, 100)).toBe(true);
    expect(gate.hear(0.001, 500)).toBe(true);
    expect(gate.hear(0.001, 600)).toBe(false);
  });
});

describe('meter reading', () => {
  it('goes from silence at 0 to loud at 1', () => {
    expect(meterReading(0)).toBe(0);
    expect(meterReading(0.0001)).toBe(0);
    expect(meterReading(0.01)).toBeCloseTo(0.4);
    expect(meterReading(1)).toBe(1);
  });
});
