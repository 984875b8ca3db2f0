import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { MENDS, mended } from '../../../../../ops/bootstrap/worker/mends.mjs';

const MEND = { file: 'a.cpp', from: 'x == FLAG', to: '(x & FLAG) != 0' };

describe("mending mediasoup's sources", () => {
  it('replaces the one place', () => {
    expect(mended('if (x == FLAG) {}', MEND)).toBe('if ((x & FLAG) != 0) {}');
  });

  it.each(['if (y) {}', 'x == FLAG; x == FLAG'])('refuses sources that do not have exactly one: %s', (source) => {
    expect(() => mended(source, MEND)).toThrow('a.cpp');
  });

  it.each(MENDS.map((mend) => [mend.file, mend] as const))('fits the installed mediasoup: %s', async (file, mend) => {
    const source = await readFile(`node_modules/mediasoup/worker/${file}`, 'utf8');
    expect(mended(source, mend)).toContain(mend.to);
  });
});
