/**
 * Gives a stream one SSRC, and sequence numbers and timestamps that go on smoothly, whatever its source does: restart under
 * another SSRC, jump in sequence, jump in time. Pure but for the packet, which is changed in place.
 */
import { parseRtpHeader, setPayloadType, setSequenceNumber, setSsrc, setTimestamp } from './rtp-packet.ts';

/** A gap up to this is loss, and stays a gap; beyond it the source has restarted (RFC 3550, A.1: MAX_DROPOUT). */
const MAX_GAP = 3000;
/** A step back up to this is a late packet, and stays late (RFC 3550, A.1: MAX_MISORDER). */
const MAX_LATE = 100;
/** Time stamps may run ahead of the clock on the wall, or behind, by this much from one packet to the next. */
const MAX_DRIFT_MS = 3000;
/** For so long after a restart late packets of the source before it are dropped, not taken for another restart. */
const RETIRED_MS = 1000;

export interface RtpRewriterOptions {
  /** What goes out. */
  ssrc: number;
  payloadType: number;
  /** In Hz; the same on both sides. */
  clockRate: number;
}

export interface RtpRewriter {
  /**
   * Rewrites a packet that arrived at `nowMs` (of a steady clock). False where it is to be dropped: no RTP, or a straggler of a
   * source that has been replaced.
   */
  rewrite(packet: Buffer, nowMs: number): boolean;
}

interface Source {
  ssrc: number;
  /** Highest sequence number, and that packet's timestamp and arrival. */
  sequence: number;
  timestamp: number;
  arrivedMs: number;
}

/** The signed distance on a 16 bit circle. */
function distance16(from: number, to: number): number {
  return ((to - from) << 16) >> 16;
}

export function createRtpRewriter({ ssrc, payloadType, clockRate }: RtpRewriterOptions): RtpRewriter {
  let source: Source | undefined;
  let retired: { ssrc: number; sequence: number; untilMs: number } | undefined;
  let sequenceOffset = 0;
  let timestampOffset = 0;

  function isStraggler(from: number, sequence: number, nowMs: number): boolean {
    if (retired === undefined || nowMs >= retired.untilMs || from !== retired.ssrc) return false;
    if (source !== undefined && from !== source.ssrc) return true;
    const step = distance16(retired.sequence, sequence);
    return step <= 0 && step >= -MAX_LATE;
  }

  /** Puts the new source's first packet right behind the last one that went out. */
  function restart(last: Source, next: Source): void {
    retired = { ssrc: last.ssrc, sequence: last.sequence, untilMs: next.arrivedMs + RETIRED_MS };
    sequenceOffset = (last.sequence + sequenceOffset + 1 - next.sequence) & 0xffff;
    followClock(last, next);
  }

  /** Lets time go on by what the clock on the wall says; at least by one tick, since a frame is told by its timestamp. */
  function followClock(last: Source, next: Source): void {
    const ticks = Math.max(1, Math.round(((next.arrivedMs - last.arrivedMs) * clockRate) / 1000));
    timestampOffset = (last.timestamp + timestampOffset + ticks - next.timestamp) >>> 0;
  }

  /** Whether the timestamps have left the clock on the wall between two packets in order. */
  function hasJumped(last: Source, next: Source): boolean {
    const steppedMs = (((next.timestamp - last.timestamp) | 0) * 1000) / clockRate;
    return Math.abs(steppedMs - (next.arrivedMs - last.arrivedMs)) > MAX_DRIFT_MS;
  }

  function follow(next: Source): void {
    const last = source;
    source = next;
    if (last === undefined) return;
    const step = distance16(last.sequence, next.sequence);
    if (last.ssrc !== next.ssrc || step > MAX_GAP || step < -MAX_LATE) {
      restart(last, next);
    } else if (step <= 0) {
      source = last;
    } else if (hasJumped(last, next)) {
      followClock(last, next);
    }
  }

  return {
    rewrite(packet, nowMs) {
      const header = parseRtpHeader(packet);
      if (header === undefined || isStraggler(header.ssrc, header.sequenceNumber, nowMs)) return false;
      const { sequenceNumber: sequence, timestamp } = header;
      follow({ ssrc: header.ssrc, sequence, timestamp, arrivedMs: nowMs });
      setSsrc(packet, ssrc);
      setPayloadType(packet, payloadType);
      setSequenceNumber(packet, sequence + sequenceOffset);
      setTimestamp(packet, timestamp + timestampOffset);
      return true;
    },
  };
}
