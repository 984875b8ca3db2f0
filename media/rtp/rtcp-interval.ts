/** When the next RTCP compound is due (RFC 3550, 6.2, 6.3.1 and A.7, without timer reconsideration: a session has two sides). */

const MAX_MINIMUM_MS = 5000;
/** The scaled minimum gets no shorter than this: faster reports tell nothing new. */
const LEAST_MINIMUM_MS = 1000;
/** Makes up for what the randomised timer does to the mean: e - 3/2. */
const COMPENSATION = Math.E - 1.5;

export interface RtcpIntervalInput {
  /** SSRCs of all sides. */
  members: number;
  /** Those of them that send media. */
  senders: number;
  weSend: boolean;
  /** Of a compound, with its UDP and IP headers. */
  averageBytes: number;
  /** All media of the session, in bit/s; RTCP gets 5 % of it. */
  sessionBitsPerSecond: number;
  /** Before the first compound the minimum is halved. */
  initial: boolean;
  /** 0 <= x < 1 */
  random(): number;
}

/** Milliseconds until the next compound, spread over 0.5 to 1.5 times the computed interval. */
export function rtcpIntervalMs(input: RtcpIntervalInput): number {
  const { members, senders, weSend, averageBytes, sessionBitsPerSecond, initial, random } = input;
  const scaledMs = (360 * 1000 * 1000) / sessionBitsPerSecond;
  const minimumMs = Math.min(MAX_MINIMUM_MS, Math.max(LEAST_MINIMUM_MS, scaledMs)) / (initial ? 2 : 1);

  // Where few send, a quarter of the bandwidth is theirs, so that their reports come soon.
  let bitsPerSecond = 0.05 * sessionBitsPerSecond;
  let sharers = members;
  if (senders > 0 && senders <= members / 4) {
    bitsPerSecond *= weSend ? 0.25 : 0.75;
    sharers = weSend ? senders : members - senders;
  }
  const computedMs = Math.max(minimumMs, (averageBytes * 8 * sharers * 1000) / bitsPerSecond);
  return (computedMs * (0.5 + random())) / COMPENSATION;
}
