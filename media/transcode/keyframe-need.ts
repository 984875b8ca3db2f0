/**
 * When the source has to be asked for a keyframe: pure. A decoder needs one when it starts and after a packet was lost for
 * good; until one comes it is asked for again, since the asking may be lost too.
 */
export interface KeyframeNeed {
  /** A decoder has started, or its backlog was thrown away. */
  start(): void;
  /** A packet came. Tells whether to ask now. */
  observe(packet: NeedPacket, now: number): boolean;
}

export interface NeedPacket {
  ssrc: number;
  sequenceNumber: number;
  startsKeyframe: boolean;
}

/** Not more often than this: a keyframe is some ten times an ordinary picture. */
const ASK_EVERY_MS = 500;

/** A gap may be a packet that was only overtaken, or is being sent again. */
const REORDERING_MS = 40;

/** More missing than this at once is no reordering. */
const MOST_MISSING = 64;

export function createKeyframeNeed(): KeyframeNeed {
  let isNeeded = true;
  let askedAt = Number.NEGATIVE_INFINITY;
  let ssrc: number | undefined;
  let expected: number | undefined;
  const missingSince = new Map<number, number>();

  function trackGap(sequenceNumber: number, now: number): void {
    const ahead = expected === undefined ? 0 : (sequenceNumber - expected) & 0xffff;
    const isLate = ahead >= 0x8000;
    if (isLate) {
      missingSince.delete(sequenceNumber);
      return;
    }
    if (ahead > MOST_MISSING) lose();
    else
      for (let index = 0; index < ahead; index += 1) missingSince.set((sequenceNumber - ahead + index) & 0xffff, now);
    expected = (sequenceNumber + 1) & 0xffff;
  }

  /** Another source: its pictures build upon none that the decoder has. */
  function follow(packet: NeedPacket): void {
    ssrc = packet.ssrc;
    expected = undefined;
    lose();
  }

  function lose(): void {
    isNeeded = true;
    missingSince.clear();
  }

  function observe(packet: NeedPacket, now: number): boolean {
    if (ssrc !== packet.ssrc) follow(packet);
    trackGap(packet.sequenceNumber, now);
    if (packet.startsKeyframe) {
      isNeeded = false;
      missingSince.clear();
      return false;
    }
    const [oldest] = missingSince.values();
    if (missingSince.size > MOST_MISSING || (oldest !== undefined && now - oldest > REORDERING_MS)) lose();
    if (!isNeeded || now - askedAt < ASK_EVERY_MS) return false;
    askedAt = now;
    return true;
  }

  return {
    start: () => {
      isNeeded = true;
    },
    observe,
  };
}
