import { beforeEach, describe, expect, it } from '@jest/globals';
import { createMediaFlow, type MediaAction, type MediaFlow } from '../../../../media/arena/media-flow.ts';
import type { ArenaStream } from '../../../../media/arena/messages.ts';
import { parseRtcp, type RtcpPacket, splitCompound } from '../../../../media/rtp/rtcp.ts';
import { buildBye, buildPli, buildReceiverReport, buildSenderReport } from '../../../../media/rtp/rtcp-build.ts';
import { buildRtpPacket } from '../../../../media/rtp/rtp-packet.ts';

const stream: ArenaStream = {
  ssrc: 50,
  cname: 'eva',
  kind: 'audio',
  source: 'microphone',
  payloadType: 97,
  codec: 'speex',
  clockRate: 16_000,
  parameters: {},
};

let incoming: Map<number, ArenaStream>;
let outgoing: Map<number, { stream: ArenaStream; wanted: boolean }>;
let flow: MediaFlow;

beforeEach(() => {
  incoming = new Map([[50, stream]]);
  outgoing = new Map([[60, { stream: { ...stream, ssrc: 60 }, wanted: true }]]);
  flow = createMediaFlow({
    session: { ssrc: 1, cname: 'gateway', name: 'Gateway' },
    signalling: {
      incoming: (ssrc) => incoming.get(ssrc),
      outgoing: (ssrc) => outgoing.get(ssrc),
      isUsed: (ssrc) => ssrc === 51,
    },
    nameOf: (cname) => (cname === 'eva' ? 'Eva' : undefined),
    random: () => 0.5,
  });
});

function rtp(ssrc: number, sequenceNumber = 1, payloadType = 97): Buffer {
  return buildRtpPacket({
    ssrc,
    sequenceNumber,
    payloadType,
    timestamp: 320 * sequenceNumber,
    payload: Buffer.alloc(10),
  });
}

function slices(datagram: Buffer) {
  const split = splitCompound(datagram);
  if (split.kind === 'malformed') throw new Error(split.reason);
  return split.packets;
}

function sentPackets(actions: readonly MediaAction[]): (RtcpPacket | undefined)[][] {
  return actions.flatMap((action) => (action.kind === 'send' ? [slices(action.datagram).map(parseRtcp)] : []));
}

describe('RTP from the MCU', () => {
  it.each([
    ['of a stream that we subscribe to passes', rtp(50), { kind: 'passed', ssrc: 50 }],
    ['of a stream that we do not subscribe to is dropped', rtp(51), { kind: 'dropped', reason: 'rtpNotSubscribed' }],
    ['of an SSRC that nobody announced is dropped', rtp(52), { kind: 'dropped', reason: 'rtpUnknownSsrc' }],
    ['of another payload type is dropped', rtp(50, 1, 98), { kind: 'dropped', reason: 'rtpPayloadType' }],
    ['that is none is dropped', Buffer.from('hello'), { kind: 'dropped', reason: 'rtpMalformed' }],
  ])('%s', (_title, packet, verdict) => {
    expect(flow.receiveRtp(packet, 0)).toEqual(verdict);
  });
});

describe('RTP to the MCU', () => {
  it.each([
    ['passes where it is wanted', 60, rtp(60), { kind: 'passed', ssrc: 60 }],
    ['is dropped before its stream is announced', 61, rtp(61), { kind: 'dropped', reason: 'sendUnknownStream' }],
    ['is dropped under another SSRC', 60, rtp(61), { kind: 'dropped', reason: 'sendWrongSsrc' }],
    ['is dropped with another payload type', 60, rtp(60, 1, 98), { kind: 'dropped', reason: 'sendPayloadType' }],
    ['is dropped when it is none', 60, Buffer.alloc(0), { kind: 'dropped', reason: 'sendMalformed' }],
  ])('%s', (_title, ssrc, packet, verdict) => {
    expect(flow.sendRtp(ssrc, packet, 0)).toEqual(verdict);
  });

  it('is dropped while the MCU does not subscribe', () => {
    outgoing.set(60, { stream: { ...stream, ssrc: 60 }, wanted: false });
    expect(flow.sendRtp(60, rtp(60), 0)).toEqual({ kind: 'dropped', reason: 'sendNotSubscribed' });
  });
});

describe('reports', () => {
  beforeEach(() => {
    flow.start(0);
  });

  it('say what the session receives, what each stream sends, and whose SSRCs they are', () => {
    flow.receiveRtp(rtp(50, 1), 0);
    flow.receiveRtp(rtp(50, 3), 40);
    flow.sendRtp(60, rtp(60), 0);
    const dueMs = flow.deadlineMs() ?? Number.NaN;
    expect(flow.elapse(dueMs - 1)).toEqual([]);
    expect(sentPackets(flow.elapse(dueMs))).toEqual([
      [
        {
          kind: 'receiverReport',
          ssrc: 1,
          reports: [expect.objectContaining({ ssrc: 50, cumulativeLost: 1, highestSequence: 3 })],
        },
        expect.objectContaining({ kind: 'senderReport', ssrc: 60, packetCount: 1, octetCount: 10 }),
        {
          kind: 'sourceDescription',
          chunks: [
            { ssrc: 1, cname: 'gateway', name: 'Gateway' },
            { ssrc: 60, cname: 'eva', name: 'Eva' },
          ],
        },
      ],
    ]);
    expect(flow.deadlineMs()).toBeGreaterThan(dueMs);
  });

  it('are there though nothing is sent or received', () => {
    expect(sentPackets(flow.elapse(10_000))).toEqual([
      [
        { kind: 'receiverReport', ssrc: 1, reports: [] },
        { kind: 'sourceDescription', chunks: [{ ssrc: 1, cname: 'gateway', name: 'Gateway' }] },
      ],
    ]);
  });

  it('stop being sender reports when a stream is silent', () => {
    flow.sendRtp(60, rtp(60), 0);
    expect(sentPackets(flow.elapse(20_000))[0]?.[1]).toEqual({ kind: 'receiverReport', ssrc: 60, reports: [] });
  });

  it('of a hundred streams each way keep every datagram within 1200 octets, and leave nobody out', () => {
    for (let index = 0; index < 100; index += 1) {
      incoming.set(1000 + index, { ...stream, ssrc: 1000 + index });
      outgoing.set(2000 + index, {
        stream: { ...stream, ssrc: 2000 + index, cname: `person ${index} ${'x'.repeat(200)}` },
        wanted: true,
      });
      flow.receiveRtp(rtp(1000 + index), 0);
      flow.sendRtp(2000 + index, rtp(2000 + index), 0);
    }
    const actions = flow.elapse(100_000 - 95_000);
    const sizes = actions.map((action) => (action.kind === 'send' ? action.datagram.length : 0));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1200);
    const packets = sentPackets(actions).flat();
    const reported = packets.flatMap((packet) => (packet?.kind === 'receiverReport' ? packet.reports : []));
    expect(new Set(reported.map(({ ssrc }) => ssrc)).size).toBe(100);
    expect(packets.filter((packet) => packet?.kind === 'senderReport')).toHaveLength(100);
    const described = packets.flatMap((packet) => (packet?.kind === 'sourceDescription' ? packet.chunks : []));
    expect(new Set(described.map(({ ssrc }) => ssrc)).size).toBe(101);
  });

  it('of the MCU give loss and round trip of what we send', () => {
    flow.sendRtp(60, rtp(60), 0);
    const block = {
      ssrc: 60,
      fractionLost: 128,
      cumulativeLost: 5,
      highestSequence: 1,
      jitter: 0,
      lastSr: 0,
      delaySinceLastSr: 0,
    };
    flow.receiveRtcp(slices(buildReceiverReport({ ssrc: 2, reports: [block] })), 0);
    expect(flow.sent()).toMatchObject([{ ssrc: 60, packets: 1, lost: 5, fractionLost: 0.5 }]);
  });

  it('refer to the MCU’s sender reports', () => {
    flow.receiveRtp(rtp(50), 0);
    const report = {
      ssrc: 50,
      ntpSeconds: 1,
      ntpFraction: 0,
      rtpTimestamp: 0,
      packetCount: 1,
      octetCount: 1,
      reports: [],
    };
    flow.receiveRtcp(slices(buildSenderReport(report)), 1000);
    expect(sentPackets(flow.elapse(2000))[0]?.[0]).toMatchObject({
      reports: [{ lastSr: 0x1_0000, delaySinceLastSr: 65_536 }],
    });
  });
});

describe('keyframes', () => {
  it('are asked for at once, then at most every 500 ms, and never forgotten', () => {
    expect(sentPackets(flow.requestKeyframe(50, 0))[0]?.at(-1)).toEqual({
      kind: 'pictureLoss',
      senderSsrc: 1,
      mediaSsrc: 50,
    });
    expect(flow.requestKeyframe(50, 100)).toEqual([]);
    expect(flow.requestKeyframe(50, 200)).toEqual([]);
    expect(flow.deadlineMs()).toBe(500);
    expect(flow.elapse(499)).toEqual([]);
    expect(flow.elapse(500)).toHaveLength(1);
    expect(flow.deadlineMs()).toBeUndefined();
    expect(flow.requestKeyframe(50, 1000)).toHaveLength(1);
  });

  it('are not asked of streams that we do not subscribe to', () => {
    expect(flow.requestKeyframe(51, 0)).toEqual([{ kind: 'dropped', reason: 'keyframeOfUnknownStream' }]);
  });

  it('are given when the MCU asks, as seldom', () => {
    const pli = slices(buildPli(2, 60));
    expect(flow.receiveRtcp(pli, 0)).toEqual([{ kind: 'keyframeRequested', ssrc: 60 }]);
    expect(flow.receiveRtcp(pli, 10)).toEqual([]);
    expect(flow.elapse(500)).toEqual([{ kind: 'keyframeRequested', ssrc: 60 }]);
    expect(flow.receiveRtcp(slices(buildPli(2, 50)), 0)).toEqual([{ kind: 'dropped', reason: 'pliUnknownSsrc' }]);
  });
});

describe('BYE', () => {
  it('is passed on, SSRC by SSRC', () => {
    expect(flow.receiveRtcp(slices(buildBye([50, 2], 'x')), 0)).toEqual([
      { kind: 'bye', ssrc: 50, reason: 'x' },
      { kind: 'bye', ssrc: 2, reason: 'x' },
    ]);
  });

  it('is said for a stream that we have sent, and for no other', () => {
    flow.sendRtp(60, rtp(60), 0);
    expect(sentPackets(flow.end(60))[0]?.at(-1)).toEqual({ kind: 'bye', ssrcs: [60], reason: undefined });
    expect([flow.end(60), flow.end(50), flow.sent()]).toEqual([[], [], []]);
  });

  it('is said for everything at the end', () => {
    flow.sendRtp(60, rtp(60), 0);
    expect(sentPackets(flow.endAll())[0]?.at(-1)).toEqual({ kind: 'bye', ssrcs: [60, 1], reason: undefined });
  });
});

describe('RTCP that does not fit', () => {
  it('is dropped, and what is beside it is not', () => {
    const bad = Buffer.from('81ce000100000001', 'hex');
    expect(flow.receiveRtcp(slices(Buffer.concat([bad, buildPli(2, 60)])), 0)).toEqual([
      { kind: 'dropped', reason: 'rtcpMalformed' },
      { kind: 'keyframeRequested', ssrc: 60 },
    ]);
  });
});
