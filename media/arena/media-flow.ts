/**
 * The media of one session: which RTP packets may pass, in and out, what is counted of them, and the RTCP that reports it. Pure;
 * signalling says which streams there are.
 */

import { createReceptionStats, type ReceptionSnapshot, type ReceptionStats } from '../rtp/reception-stats.ts';
import { parseRtcp, type ReportBlock, type RtcpSlice } from '../rtp/rtcp.ts';
import { rtcpIntervalMs } from '../rtp/rtcp-interval.ts';
import { parseRtpHeader } from '../rtp/rtp-packet.ts';
import { createSenderStats, type SenderSnapshot, type SenderStats } from '../rtp/sender-stats.ts';
import type { ArenaSignalling } from './arena-signalling.ts';
import { createKeyframeThrottle } from './keyframe-throttle.ts';
import { buildGoodbyes, buildKeyframeRequest, buildReports, type OwnSource } from './rtcp-reports.ts';
import { earliest } from './transactions.ts';

export interface MediaFlowOptions {
  session: OwnSource;
  signalling: Pick<ArenaSignalling, 'incoming' | 'outgoing' | 'isUsed'>;
  /** The name of a participant of ours. */
  nameOf(cname: string): string | undefined;
  /** 0 <= x < 1 */
  random(): number;
}

export type PacketVerdict = { kind: 'passed'; ssrc: number } | { kind: 'dropped'; reason: string };

export type MediaAction =
  /** Send this from the RTCP socket. */
  | { kind: 'send'; datagram: Buffer }
  /** The MCU wants a keyframe of our stream. */
  | { kind: 'keyframeRequested'; ssrc: number }
  | { kind: 'bye'; ssrc: number; reason: string | undefined }
  | { kind: 'dropped'; reason: string };

export interface MediaFlow {
  receiveRtp(packet: Buffer, nowMs: number): PacketVerdict;
  sendRtp(ssrc: number, packet: Buffer, nowMs: number): PacketVerdict;
  /** Takes what is not signalling out of a compound. */
  receiveRtcp(packets: readonly RtcpSlice[], nowMs: number): MediaAction[];
  /** Asks for a keyframe of a stream that we subscribe to: now, or when the last request is old enough. */
  requestKeyframe(ssrc: number, nowMs: number): MediaAction[];
  /** Begins to report. */
  start(nowMs: number): void;
  /** Does what is due: reports, and requests that were put off. */
  elapse(nowMs: number): MediaAction[];
  deadlineMs(): number | undefined;
  /** A stream has ended; says BYE for one that we have sent. */
  end(ssrc: number): MediaAction[];
  /** BYE for all that we have sent, and for the session. */
  endAll(): MediaAction[];
  received(): ({ ssrc: number } & ReceptionSnapshot)[];
  sent(): ({ ssrc: number } & SenderSnapshot)[];
}

/** Of which RTCP gets 5 %; a guess at a room's media, since it only spaces reports between one and five seconds. */
const SESSION_BITS_PER_SECOND = 1_000_000;
const UDP_IP_HEADER_BYTES = 28;
/** A stream that has sent nothing for so long is reported as silent. */
const SILENT_AFTER_MS = 10_000;

export function createMediaFlow({ session, signalling, nameOf, random }: MediaFlowOptions): MediaFlow {
  const receivedStats = new Map<number, ReceptionStats>();
  const sentStats = new Map<number, SenderStats>();
  const askedOfPeer = createKeyframeThrottle();
  const askedOfUs = createKeyframeThrottle();
  let reportDueMs: number | undefined;
  let averageBytes = 200;

  function intervalMs(initial: boolean): number {
    const senders = sentStats.size + receivedStats.size;
    return rtcpIntervalMs({
      members: 2 + senders,
      senders,
      weSend: sentStats.size > 0,
      averageBytes,
      sessionBitsPerSecond: SESSION_BITS_PER_SECOND,
      initial,
      random,
    });
  }

  function receiveRtp(packet: Buffer, nowMs: number): PacketVerdict {
    const header = parseRtpHeader(packet);
    if (header === undefined) return dropped('rtpMalformed');
    const { ssrc } = header;
    const stream = signalling.incoming(ssrc);
    if (stream === undefined) return dropped(signalling.isUsed(ssrc) ? 'rtpNotSubscribed' : 'rtpUnknownSsrc');
    if (header.payloadType !== stream.payloadType) return dropped('rtpPayloadType');
    const stats = statsFor(receivedStats, ssrc, stream.clockRate, createReceptionStats);
    const { sequenceNumber, timestamp } = header;
    stats.received({ sequenceNumber, timestamp, bytes: packet.length }, nowMs);
    return { kind: 'passed', ssrc };
  }

  function sendRtp(ssrc: number, packet: Buffer, nowMs: number): PacketVerdict {
    const own = signalling.outgoing(ssrc);
    if (own === undefined) return dropped('sendUnknownStream');
    if (!own.wanted) return dropped('sendNotSubscribed');
    const header = parseRtpHeader(packet);
    if (header === undefined) return dropped('sendMalformed');
    if (header.ssrc !== ssrc) return dropped('sendWrongSsrc');
    if (header.payloadType !== own.stream.payloadType) return dropped('sendPayloadType');
    const stats = statsFor(sentStats, ssrc, own.stream.clockRate, createSenderStats);
    const payloadBytes = packet.length - header.payloadOffset - header.paddingLength;
    stats.sent({ timestamp: header.timestamp, payloadBytes }, nowMs);
    return { kind: 'passed', ssrc };
  }

  function receiveBlocks(blocks: readonly ReportBlock[], nowMs: number): void {
    for (const block of blocks) sentStats.get(block.ssrc)?.reported(block, nowMs);
  }

  function receiveOne(slice: RtcpSlice, nowMs: number): MediaAction[] {
    const packet = parseRtcp(slice);
    switch (packet?.kind) {
      case undefined:
        return [dropped('rtcpMalformed')];
      case 'senderReport':
        receivedStats.get(packet.ssrc)?.senderReport(packet, nowMs);
        receiveBlocks(packet.reports, nowMs);
        return [];
      case 'receiverReport':
        receiveBlocks(packet.reports, nowMs);
        return [];
      case 'pictureLoss':
        if (signalling.outgoing(packet.mediaSsrc) === undefined) return [dropped('pliUnknownSsrc')];
        if (!askedOfUs.ask(packet.mediaSsrc, nowMs)) return [];
        return [{ kind: 'keyframeRequested', ssrc: packet.mediaSsrc }];
      case 'bye':
        return packet.ssrcs.map((ssrc) => ({ kind: 'bye', ssrc, reason: packet.reason }));
      case 'sourceDescription':
      case 'app':
      case 'other':
        return [];
    }
  }

  function activeBlocks(nowMs: number): ReportBlock[] {
    return [...receivedStats]
      .filter(([ssrc]) => signalling.incoming(ssrc) !== undefined)
      .map(([, stats]) => stats.reportBlock(nowMs))
      .filter((block) => block !== undefined);
  }

  function senderReports(nowMs: number) {
    return [...sentStats].flatMap(([ssrc, stats]) => {
      const own = signalling.outgoing(ssrc);
      if (own === undefined) return [];
      const name = nameOf(own.stream.cname);
      const source = { ssrc, cname: own.stream.cname, ...(name !== undefined && { name }) };
      const silent = nowMs - (stats.lastSentMs() ?? 0) >= SILENT_AFTER_MS;
      return [{ source, report: silent ? undefined : stats.report(nowMs) }];
    });
  }

  function dueReports(nowMs: number): Buffer[] {
    if (reportDueMs === undefined || nowMs < reportDueMs) return [];
    const datagrams = buildReports(session, activeBlocks(nowMs), senderReports(nowMs));
    for (const { length } of datagrams) averageBytes += (length + UDP_IP_HEADER_BYTES - averageBytes) / 16;
    reportDueMs = nowMs + intervalMs(false);
    return datagrams;
  }

  return {
    receiveRtp,
    sendRtp,
    receiveRtcp: (packets, nowMs) => packets.flatMap((packet) => receiveOne(packet, nowMs)),
    start(nowMs) {
      reportDueMs = nowMs + intervalMs(true);
    },
    requestKeyframe(ssrc, nowMs) {
      if (signalling.incoming(ssrc) === undefined) return [dropped('keyframeOfUnknownStream')];
      return askedOfPeer.ask(ssrc, nowMs) ? send([buildKeyframeRequest(session, ssrc)]) : [];
    },
    elapse: (nowMs) => [
      ...send(dueReports(nowMs)),
      ...send(askedOfPeer.due(nowMs).map((ssrc) => buildKeyframeRequest(session, ssrc))),
      ...askedOfUs.due(nowMs).map((ssrc): MediaAction => ({ kind: 'keyframeRequested', ssrc })),
    ],
    deadlineMs: () => earliest([reportDueMs, askedOfPeer.deadlineMs(), askedOfUs.deadlineMs()]),
    end(ssrc) {
      const goodbyes = sentStats.has(ssrc) ? buildGoodbyes(session, [ssrc]) : [];
      receivedStats.delete(ssrc);
      sentStats.delete(ssrc);
      askedOfPeer.forget(ssrc);
      askedOfUs.forget(ssrc);
      return send(goodbyes);
    },
    endAll: () => send(buildGoodbyes(session, [...sentStats.keys(), session.ssrc])),
    received: () => [...receivedStats].map(([ssrc, stats]) => ({ ssrc, ...stats.snapshot() })),
    sent: () => [...sentStats].map(([ssrc, stats]) => ({ ssrc, ...stats.snapshot() })),
  };
}

/** The counters of an SSRC; they begin anew where its clock has changed. */
function statsFor<T extends { clockRate: number }>(
  all: Map<number, T>,
  ssrc: number,
  clockRate: number,
  create: (of: { ssrc: number; clockRate: number }) => T,
): T {
  const known = all.get(ssrc);
  if (known?.clockRate === clockRate) return known;
  const stats = create({ ssrc, clockRate });
  all.set(ssrc, stats);
  return stats;
}

function dropped(reason: string): { kind: 'dropped'; reason: string } {
  return { kind: 'dropped', reason };
}

function send(datagrams: readonly Buffer[]): MediaAction[] {
  return datagrams.map((datagram) => ({ kind: 'send', datagram }));
}
