import { randomInt } from 'node:crypto';

/** Keeps every SSRC of the MCU's sessions and streams, its own and the gateways', apart from all the others. */
export interface Ssrcs {
  /** A new random one. */
  take(): number;
  /** False where it is taken. */
  reserve(ssrc: number): boolean;
  release(ssrc: number): void;
}

export function createSsrcs(): Ssrcs {
  const taken = new Set<number>();

  function reserve(ssrc: number): boolean {
    if (taken.has(ssrc)) return false;
    taken.add(ssrc);
    return true;
  }

  return {
    reserve,
    take() {
      for (;;) {
        const ssrc = randomInt(1, 2 ** 32);
        if (reserve(ssrc)) return ssrc;
      }
    },
    release: (ssrc) => taken.delete(ssrc),
  };
}
