/** What has been received of one SSRC: order, loss and jitter as in RFC 3550, A.1, A.3 and A.8. Pure. */
import type { ReportBlock } from './rtcp.ts';

/** Beyond this step forward or back a sequence number is of a restarted source (RFC 3550, A.1). */
const MAX_DROPOUT = 3000;
const MAX_MISORDER = 100;

/** Counts since the first packet. */
export interface ReceptionSnapshot {
  packets: number;
  /** Whole packets, headers included. */
  bytes: number;
  /** Expected less received; negative where packets came twice. */
  lost: number;
  jitterMs: number;
}

export interface ReceptionStats {
  readonly clockRate: number;
  /** Notes a packet; `arrivalMs` is of a steady clock. */
  received(packet: { sequenceNumber: number; timestamp: number; bytes: number }, arrivalMs: number): void;
  /** Notes a sender report of this SSRC, which the next blocks refer to. */
  senderReport(report: { ntpSeconds: number; ntpFraction: number }, arrivalMs: number): void;
  /** The block for the next report; begins a new interval for the fraction lost. `undefined` before the first packet. */
  reportBlock(nowMs: number): ReportBlock | undefined;
  snapshot(): ReceptionSnapshot;
}

/** `clockRate` in Hz. */
export function createReceptionStats({ ssrc, clockRate }: { ssrc: number; clockRate: number }): ReceptionStats {
  let started = false;
  let baseSequence = 0;
  let maxSequence = 0;
  let cycles = 0;
  /** The sequence number that a restarted source would go on with, `undefined` while none has jumped. */
  let afterJump: number | undefined;
  /** Counts before the last restart of the source. */
  let earlierExpected = 0;
  let packets = 0;
  let bytes = 0;
  let expectedPrior = 0;
  let receivedPrior = 0;
  let transit: number | undefined;
  let jitter = 0;
  let lastSr = 0;
  let lastSrMs = 0;

  function begin(sequence: number): void {
    if (started) earlierExpected += cycles + maxSequence - baseSequence + 1;
    started = true;
    baseSequence = sequence;
    maxSequence = sequence;
    cycles = 0;
    afterJump = undefined;
    transit = undefined;
  }

  /** RFC 3550, A.1, `update_seq`, without its probation: the SSRC is known from signalling. */
  function follow(sequence: number): boolean {
    const step = (sequence - maxSequence) & 0xffff;
    if (step < MAX_DROPOUT) {
      if (sequence < maxSequence) cycles += 0x1_0000;
      maxSequence = sequence;
      afterJump = undefined;
      return true;
    }
    if (step > 0x1_0000 - MAX_MISORDER) return true;
    // Two in a row make a restart; one alone is a stray.
    if (sequence !== afterJump) {
      afterJump = (sequence + 1) & 0xffff;
      return false;
    }
    begin(sequence);
    return true;
  }

  /** RFC 3550, A.8, in floating point. */
  function updateJitter(timestamp: number, arrivalMs: number): void {
    const arrival = Math.round((arrivalMs * clockRate) / 1000);
    const now = (arrival - timestamp) | 0;
    if (transit !== undefined) jitter += (Math.abs((now - transit) | 0) - jitter) / 16;
    transit = now;
  }

  function expected(): number {
    return started ? earlierExpected + cycles + maxSequence - baseSequence + 1 : 0;
  }

  return {
    clockRate,
    received(packet, arrivalMs) {
      if (!started) begin(packet.sequenceNumber);
      else if (!follow(packet.sequenceNumber)) return;
      packets += 1;
      bytes += packet.bytes;
      updateJitter(packet.timestamp, arrivalMs);
    },
    senderReport({ ntpSeconds, ntpFraction }, arrivalMs) {
      lastSr = (((ntpSeconds & 0xffff) << 16) | (ntpFraction >>> 16)) >>> 0;
      lastSrMs = arrivalMs;
    },
    reportBlock(nowMs) {
      if (!started) return undefined;
      const expectedInterval = expected() - expectedPrior;
      const lostInterval = expectedInterval - (packets - receivedPrior);
      expectedPrior = expected();
      receivedPrior = packets;
      const fraction =
        expectedInterval <= 0 || lostInterval <= 0 ? 0 : Math.floor((lostInterval * 256) / expectedInterval);
      return {
        ssrc,
        fractionLost: Math.min(255, fraction),
        cumulativeLost: expected() - packets,
        highestSequence: (cycles + maxSequence) >>> 0,
        jitter: Math.round(jitter),
        lastSr,
        delaySinceLastSr: lastSr === 0 ? 0 : Math.round(((nowMs - lastSrMs) * 65_536) / 1000) >>> 0,
      };
    },
    snapshot: () => ({ packets, bytes, lost: expected() - packets, jitterMs: (jitter * 1000) / clockRate }),
  };
}
