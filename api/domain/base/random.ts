import { randomBytes } from 'node:crypto';
import type { Random } from './ports.ts';

/** Makes version 7 UUIDs (RFC 9562, section 5.7): milliseconds, a counter of 12 bits, then 62 random bits. */
export function createRandom(now: () => number = Date.now): Random {
  let lastMs = 0;
  let counter = 0;

  function tick(): void {
    const ms = now();
    if (ms > lastMs) {
      lastMs = ms;
      counter = 0;
    } else if (++counter > 0xfff) {
      // More than 4096 in a millisecond, or the clock went back: borrow from the future (RFC 9562, section 6.2).
      lastMs += 1;
      counter = 0;
    }
  }

  return {
    uuid() {
      tick();
      const bytes = randomBytes(16);
      bytes.writeUIntBE(lastMs, 0, 6);
      bytes.writeUInt16BE(0x7000 | counter, 6);
      bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
      const hex = bytes.toString('hex');
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    },
    cname: () => randomBytes(12).toString('base64'),
  };
}
