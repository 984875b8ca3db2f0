import { describe, expect, it } from '@jest/globals';
import { createReceptionStats } from '../../../../media/rtp/reception-stats.ts';
import { rtcpIntervalMs } from '../../../../media/rtp/rtcp-interval.ts';
import { createSenderStats, ntpTime } from '../../../../media/rtp/sender-stats.ts';

/** Receives these sequence numbers, a packet each 20 ms of 8 kHz, on time. */
function receive(sequences: readonly number[]) {
  const stats = createReceptionStats({ ssrc: 5, clockRate: 8000 });
  sequences.forEach((sequenceNumber, index) => {
    stats.received({ sequenceNumber, timestamp: 160 * index, bytes: 100 }, 20 * index);
  });
  return stats;
}

describe('reception of a stream', () => {
  it('loses nothing when nothing is lost, also over the end of the circle', () => {
    const stats = receive([65_534, 65_535, 0, 1]);
    expect(stats.snapshot()).toEqual({ packets: 4, bytes: 400, lost: 0, jitterMs: 0 });
    expect(stats.reportBlock(80)).toMatchObject({ fractionLost: 0, cumulativeLost: 0, highestSequence: 0x1_0001 });
  });

  it('tells the fraction lost of each interval, and the sum', () => {
    const stats = receive([1, 2, 4, 6]);
    // 2 of 6 are missing: 2 * 256 / 6 = 85.3
    expect(stats.reportBlock(0)).toMatchObject({ fractionLost: 85, cumulativeLost: 2, highestSequence: 6 });
    stats.received({ sequenceNumber: 7, timestamp: 0, bytes: 1 }, 0);
    expect(stats.reportBlock(0)).toMatchObject({ fractionLost: 0, cumulativeLost: 2 });
  });

  it('does not take late packets for lost, and counts doubled ones against the loss', () => {
    expect(receive([1, 3, 2, 4]).snapshot().lost).toBe(0);
    expect(receive([1, 2, 2, 3]).snapshot().lost).toBe(-1);
  });

  it('ignores one stray number, and follows a restart', () => {
    expect(receive([1, 2, 30_000, 3]).snapshot()).toMatchObject({ packets: 3, lost: 0 });
    expect(receive([1, 2, 30_000, 30_001, 30_002]).snapshot()).toMatchObject({ packets: 4, lost: 0 });
  });

  it('measures jitter as RFC 3550, A.8 does', () => {
    const stats = createReceptionStats({ ssrc: 5, clockRate: 8000 });
    stats.received({ sequenceNumber: 1, timestamp: 0, bytes: 1 }, 0);
    // 10 ms late: D = 80 ticks, J = 80 / 16 = 5
    stats.received({ sequenceNumber: 2, timestamp: 160, bytes: 1 }, 30);
    expect(stats.reportBlock(30)).toMatchObject({ jitter: 5 });
    // On time again: |D| = 80, J = 5 + (80 - 5) / 16
    stats.received({ sequenceNumber: 3, timestamp: 320, bytes: 1 }, 40);
    expect(stats.snapshot().jitterMs).toBeCloseTo((5 + 75 / 16) / 8, 6);
  });

  it('refers to the last sender report', () => {
    const stats = receive([1]);
    stats.senderReport({ ntpSeconds: 0x1234_5678, ntpFraction: 0x9abc_def0 }, 1000);
    expect(stats.reportBlock(2500)).toMatchObject({ lastSr: 0x5678_9abc, delaySinceLastSr: 98_304 });
  });

  it('has no report before the first packet', () => {
    expect(createReceptionStats({ ssrc: 5, clockRate: 8000 }).reportBlock(0)).toBeUndefined();
  });
});

describe('sending of a stream', () => {
  it('puts Unix time in NTP, where 1970 is 2208988800 s', () => {
    expect(ntpTime(500)).toEqual({ ntpSeconds: 2_208_988_800, ntpFraction: 2 ** 31 });
  });

  it('reports what was sent, with the timestamp of the moment of the report', () => {
    const stats = createSenderStats({ ssrc: 5, clockRate: 90_000 });
    expect(stats.report(0)).toBeUndefined();
    stats.sent({ timestamp: 2 ** 32 - 90, payloadBytes: 10 }, 1000);
    stats.sent({ timestamp: 2 ** 32 - 90, payloadBytes: 20 }, 1005);
    expect(stats.report(1010)).toEqual({
      ssrc: 5,
      ntpSeconds: 2_208_988_801,
      ntpFraction: Math.floor(0.01 * 2 ** 32),
      rtpTimestamp: 810,
      packetCount: 2,
      octetCount: 30,
      reports: [],
    });
  });

  it('finds the round trip in the report of the other side', () => {
    const stats = createSenderStats({ ssrc: 5, clockRate: 90_000 });
    const { ntpSeconds, ntpFraction } = ntpTime(1_000_000);
    const lastSr = (((ntpSeconds & 0xffff) << 16) | (ntpFraction >>> 16)) >>> 0;
    const block = {
      ssrc: 5,
      fractionLost: 64,
      cumulativeLost: 3,
      highestSequence: 9,
      jitter: 0,
      lastSr,
      delaySinceLastSr: 65_536,
    };
    stats.reported(block, 1_001_250);
    expect(stats.snapshot()).toMatchObject({ lost: 3, fractionLost: 0.25, roundTripMs: 250 });
  });
});

describe('the RTCP interval', () => {
  const input = {
    members: 2,
    senders: 2,
    weSend: true,
    averageBytes: 100,
    sessionBitsPerSecond: 64_000,
    initial: false,
    random: () => 0.5,
  };

  it('is five seconds and its compensation at low bandwidth, and half of it at first', () => {
    expect(rtcpIntervalMs(input)).toBeCloseTo(5000 / (Math.E - 1.5), 6);
    expect(rtcpIntervalMs({ ...input, initial: true })).toBeCloseTo(2500 / (Math.E - 1.5), 6);
  });

  it('is spread from half to one and a half', () => {
    expect(rtcpIntervalMs({ ...input, random: () => 0 })).toBeCloseTo(2500 / (Math.E - 1.5), 6);
    expect(rtcpIntervalMs({ ...input, random: () => 0.999999 })).toBeCloseTo(7500 / (Math.E - 1.5), 1);
  });

  it('shrinks as bandwidth grows, to a second', () => {
    expect(rtcpIntervalMs({ ...input, sessionBitsPerSecond: 100_000 })).toBeCloseTo(3600 / (Math.E - 1.5), 6);
    expect(rtcpIntervalMs({ ...input, sessionBitsPerSecond: 1e9 })).toBeCloseTo(1000 / (Math.E - 1.5), 6);
  });

  it('keeps RTCP within 5 % however many members there are', () => {
    // 1000 members of 100 octets: 800,000 bits at 3,200 bit/s
    expect(rtcpIntervalMs({ ...input, members: 1000, senders: 1000 })).toBeCloseTo(250_000 / (Math.E - 1.5), 6);
  });

  it('gives few senders a quarter of it', () => {
    expect(rtcpIntervalMs({ ...input, members: 1000, senders: 100 })).toBeCloseTo(100_000 / (Math.E - 1.5), 6);
    expect(rtcpIntervalMs({ ...input, members: 1000, senders: 100, weSend: false })).toBeCloseTo(
      300_000 / (Math.E - 1.5),
      6,
    );
  });
});
