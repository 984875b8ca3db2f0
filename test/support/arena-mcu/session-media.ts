/** The media of one session: what the gateway takes, what it sends, and the reports about both. No signalling. */
import type { ArenaStream } from '../../../media/arena/messages.ts';
import type { Log } from '../../../media/contract/log.ts';
import type { ReportBlock, RtcpPacket } from '../../../media/rtp/rtcp.ts';
import {
  buildBye,
  buildPli,
  buildReceiverReport,
  buildSdes,
  buildSenderReport,
  MAX_RTCP_COUNT,
} from '../../../media/rtp/rtcp-build.ts';
import { parseRtpHeader, rtpPayload } from '../../../media/rtp/rtp-packet.ts';
import type { Arena } from './arena.ts';
import { createIncomingStream, type IncomingStream } from './incoming-stream.ts';
import type { OutgoingStream, PacketSink } from './outgoing-stream.ts';

/** A stream that the gateway takes. */
export interface SubscriptionStatus {
  readonly ssrc: number;
  readonly source: ArenaStream['source'];
  readonly packets: number;
  readonly payloadOctets: number;
  /** When the first packet was sent, in milliseconds of `performance.now()`; `undefined` before. */
  readonly firstPacketAtMs: number | undefined;
  /** PLIs of the gateway. Each is followed by a keyframe within a second, since there is one every second. */
  readonly keyframeRequests: number;
  readonly lastReport: ReportBlock | undefined;
}

export interface SessionMedia {
  subscribe(stream: OutgoingStream): void;
  unsubscribe(ssrc: number): Promise<void>;
  subscriptions(): SubscriptionStatus[];
  announce(description: ArenaStream): void;
  end(ssrc: number): void;
  incoming(ssrc: number): IncomingStream | undefined;
  allIncoming(): IncomingStream[];
  /** Counts nothing and returns false where no announced stream has the packet's SSRC. */
  receiveRtp(packet: Buffer): boolean;
  receiveRtcp(packet: RtcpPacket): void;
  sendReports(): void;
  /** BYE for a stream that is sent, or for the session's own SSRC. */
  sayBye(ssrc: number, reason: string): void;
  close(): Promise<void>;
}

export interface SessionMediaOptions {
  readonly ownSsrc: number;
  readonly arena: Arena;
  readonly sendRtp: (packet: Buffer) => void;
  readonly sendRtcp: (datagram: Buffer) => void;
  readonly log: Log;
}

interface Subscription {
  readonly stream: OutgoingStream;
  readonly sink: PacketSink;
  packets: number;
  payloadOctets: number;
  firstPacketAtMs: number | undefined;
  keyframeRequests: number;
  lastReport: ReportBlock | undefined;
}

/** Seconds from 1900, where NTP's time begins, to 1970. */
const ntpOffsetSeconds = 2_208_988_800;

export function createSessionMedia({ ownSsrc, arena, sendRtp, sendRtcp, log }: SessionMediaOptions): SessionMedia {
  const subscriptions = new Map<number, Subscription>();
  const incoming = new Map<number, IncomingStream>();
  const closing = new Set<Promise<void>>();

  function later(work: Promise<void>): void {
    const done = work.catch((error: unknown) => log.error({ error: String(error) }, 'a stream did not end'));
    closing.add(done);
    void done.finally(() => closing.delete(done));
  }

  function subscribe(stream: OutgoingStream): void {
    const { ssrc } = stream.description();
    if (subscriptions.has(ssrc)) return;
    const sink: PacketSink = (packet) => {
      const header = parseRtpHeader(packet);
      if (header === undefined) return;
      subscription.firstPacketAtMs ??= performance.now();
      subscription.packets += 1;
      subscription.payloadOctets += rtpPayload(packet, header).length;
      sendRtp(packet);
      // The receiver can set sound beside picture from the first packet on.
      if (subscription.packets === 1) sendReports();
    };
    const counts = { packets: 0, payloadOctets: 0, keyframeRequests: 0 };
    const subscription: Subscription = { stream, sink, ...counts, firstPacketAtMs: undefined, lastReport: undefined };
    subscriptions.set(ssrc, subscription);
    stream.subscribe(sink);
    arena.runMedia();
  }

  async function unsubscribe(ssrc: number): Promise<void> {
    const subscription = subscriptions.get(ssrc);
    if (subscription === undefined) return;
    subscriptions.delete(ssrc);
    const stopped = subscription.stream.unsubscribe(subscription.sink);
    arena.runMedia();
    await stopped;
  }

  function announce(description: ArenaStream): void {
    const { ssrc } = description;
    const known = incoming.get(ssrc);
    if (known !== undefined) {
      known.describe(description);
      return;
    }
    const askForKeyframe = () => sendRtcp(Buffer.concat([emptyReport(), buildPli(ownSsrc, ssrc)]));
    incoming.set(ssrc, createIncomingStream({ description, log, askForKeyframe }));
  }

  function end(ssrc: number): void {
    const stream = incoming.get(ssrc);
    incoming.delete(ssrc);
    if (stream !== undefined) later(stream.close());
  }

  function takeReports(reports: readonly ReportBlock[]): void {
    for (const report of reports) {
      const subscription = subscriptions.get(report.ssrc);
      if (subscription !== undefined) subscription.lastReport = report;
    }
  }

  function receiveRtcp(packet: RtcpPacket): void {
    if (packet.kind === 'senderReport') incoming.get(packet.ssrc)?.senderReport(packet, performance.now());
    if (packet.kind === 'senderReport' || packet.kind === 'receiverReport') takeReports(packet.reports);
    const subscription = packet.kind === 'pictureLoss' ? subscriptions.get(packet.mediaSsrc) : undefined;
    if (subscription !== undefined) subscription.keyframeRequests += 1;
  }

  function emptyReport(): Buffer {
    return Buffer.concat([buildReceiverReport({ ssrc: ownSsrc, reports: [] }), sdes([])]);
  }

  function sdes(streams: readonly Subscription[]): Buffer {
    const own = { ssrc: ownSsrc, cname: `mcu@${arena.name}.arena`, name: arena.name };
    const people = new Map(arena.participants().map(({ cname, name }) => [cname, name]));
    const chunks = streams.map(({ stream }) => {
      const { ssrc, cname } = stream.description();
      return { ssrc, cname, name: people.get(cname) ?? arena.name };
    });
    return buildSdes([own, ...chunks].slice(0, MAX_RTCP_COUNT));
  }

  function sendReports(): void {
    const nowMs = performance.now();
    const blocks = [...incoming.values()].map((stream) => stream.reportBlock(nowMs));
    const reports = blocks.filter((block) => block !== undefined).slice(0, MAX_RTCP_COUNT);
    const sending = [...subscriptions.values()].filter(({ packets }) => packets > 0).slice(0, MAX_RTCP_COUNT - 1);
    const time = ntpNow();
    const senders = sending.map(({ stream, packets, payloadOctets }) =>
      buildSenderReport({
        ssrc: stream.description().ssrc,
        ...time,
        rtpTimestamp: stream.timestampAt(arena.elapsedMs()),
        packetCount: packets,
        octetCount: payloadOctets,
        reports: [],
      }),
    );
    sendRtcp(Buffer.concat([buildReceiverReport({ ssrc: ownSsrc, reports }), ...senders, sdes(sending)]));
  }

  return {
    subscribe,
    unsubscribe,
    subscriptions: () =>
      [...subscriptions.values()].map(({ stream, sink: _sink, ...status }) => {
        const { ssrc, source } = stream.description();
        return { ssrc, source, ...status };
      }),
    announce,
    end,
    incoming: (ssrc) => incoming.get(ssrc),
    allIncoming: () => [...incoming.values()],
    receiveRtp(packet) {
      const stream = incoming.get(parseRtpHeader(packet)?.ssrc ?? -1);
      stream?.receive(packet, performance.now());
      return stream !== undefined;
    },
    receiveRtcp,
    sendReports,
    sayBye: (ssrc, reason) => sendRtcp(Buffer.concat([emptyReport(), buildBye([ssrc], reason)])),
    async close() {
      for (const ssrc of [...subscriptions.keys()]) later(unsubscribe(ssrc));
      for (const ssrc of [...incoming.keys()]) end(ssrc);
      await Promise.all(closing);
    },
  };
}

function ntpNow(): { ntpSeconds: number; ntpFraction: number } {
  const nowMs = performance.timeOrigin + performance.now();
  const seconds = Math.floor(nowMs / 1000);
  return { ntpSeconds: seconds + ntpOffsetSeconds, ntpFraction: Math.floor((nowMs / 1000 - seconds) * 2 ** 32) };
}
