/** How far a decoder and encoder are behind, by the RTP timestamps on both sides: pure. */
export interface MediaLag {
  /** A new process: nothing went in or out of it yet. */
  restart(clockRateIn: number): void;
  sent(timestamp: number): void;
  received(timestamp: number): void;
  /**
   * Media that had gone in and not come out when the last packet came out, in milliseconds; `undefined` until one did. Not
   * of this moment: of a still picture Theora sends nothing, which is no lag.
   */
  milliseconds(): number | undefined;
}

interface Side {
  first: number;
  latest: number;
}

export function createMediaLag(clockRateOut: number): MediaLag {
  let clockRateIn = 1;
  let into: Side | undefined;
  let out: Side | undefined;
  let lagMs: number | undefined;

  const advance = (side: Side | undefined, timestamp: number): Side => {
    if (side === undefined) return { first: timestamp, latest: timestamp };
    const isLater = ((timestamp - side.latest) | 0) > 0;
    return isLater ? { first: side.first, latest: timestamp } : side;
  };
  const elapsedMs = (side: Side, clockRate: number) => (((side.latest - side.first) >>> 0) * 1000) / clockRate;

  return {
    restart(clockRate) {
      clockRateIn = clockRate;
      into = undefined;
      out = undefined;
      lagMs = undefined;
    },
    sent(timestamp) {
      into = advance(into, timestamp);
    },
    received(timestamp) {
      out = advance(out, timestamp);
      if (into !== undefined) lagMs = Math.max(0, elapsedMs(into, clockRateIn) - elapsedMs(out, clockRateOut));
    },
    milliseconds: () => (lagMs === undefined ? undefined : Math.round(lagMs)),
  };
}
