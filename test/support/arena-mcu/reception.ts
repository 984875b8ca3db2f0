/** What a receiver counts about one stream: losses, jitter and the blocks of its reports (RFC 3550, A.1, A.3 and A.8). */

import type { ReportBlock, SenderReport } from '../../../media/rtp/rtcp.ts';
import type { RtpHeader } from '../../../media/rtp/rtp-packet.ts';

export interface Reception {
  /** Counts a packet; true where packets before it are missing. */
  receive(header: RtpHeader, nowMs: number): boolean;
  senderReport(report: SenderReport, nowMs: number): void;
  /** The block for the next report; counts anew what was lost since the last one. */
  reportBlock(nowMs: number): ReportBlock;
  packets(): number;
  lost(): number;
}

export function createReception(ssrc: number, clockRate: number): Reception {
  let first: number | undefined;
  let highest = 0;
  let packets = 0;
  let jitter = 0;
  let lastTransit: number | undefined;
  let before = { expected: 0, packets: 0 };
  let report: { middle: number; atMs: number } | undefined;

  function expected(): number {
    return first === undefined ? 0 : highest - first + 1;
  }

  function countJitter(timestamp: number, nowMs: number): void {
    const transit = ((nowMs * clockRate) / 1000 - timestamp) % 2 ** 32;
    const change = lastTransit === undefined ? 0 : Math.abs(transit - lastTransit);
    lastTransit = transit;
    // A wrap or a jump of the sender's clock is no jitter.
    if (change < clockRate) jitter += (change - jitter) / 16;
  }

  return {
    receive(header, nowMs) {
      packets += 1;
      countJitter(header.timestamp, nowMs);
      if (first === undefined) {
        first = header.sequenceNumber;
        highest = first;
        return false;
      }
      const step = ((header.sequenceNumber - highest + 0x8000) & 0xffff) - 0x8000;
      if (step > 0) highest += step;
      return step > 1;
    },
    senderReport(received, nowMs) {
      const middle = ((received.ntpSeconds & 0xffff) * 0x10000 + (received.ntpFraction >>> 16)) >>> 0;
      report = { middle, atMs: nowMs };
    },
    reportBlock(nowMs) {
      const now = { expected: expected(), packets };
      const expectedSince = now.expected - before.expected;
      const lostSince = Math.max(0, expectedSince - (now.packets - before.packets));
      before = now;
      return {
        ssrc,
        fractionLost: expectedSince <= 0 ? 0 : Math.min(255, Math.floor((256 * lostSince) / expectedSince)),
        cumulativeLost: now.expected - now.packets,
        highestSequence: highest,
        jitter: Math.round(jitter),
        lastSr: report?.middle ?? 0,
        delaySinceLastSr: report === undefined ? 0 : Math.round(((nowMs - report.atMs) * 65_536) / 1000),
      };
    },
    packets: () => packets,
    lost: () => Math.max(0, expected() - packets),
  };
}
