/** Feeds one plain RTP stream of ours into a router, for browsers to consume, and hears when they want a keyframe. */
import { randomInt } from 'node:crypto';
import type { types } from 'mediasoup';
import type { Log } from '../contract/log.ts';
import type { MediaKind } from '../contract/rtp-types.ts';
import { parseRtcp, splitCompound } from '../rtp/rtcp.ts';
import { buildSenderReport } from '../rtp/rtcp-build.ts';
import { parseRtpHeader } from '../rtp/rtp-packet.ts';
import { createSenderStats } from '../rtp/sender-stats.ts';
import { openLoopbackSocket } from './loopback-socket.ts';
import { plainTransportTo } from './plain-transport.ts';

export interface InjectionOptions {
  /** Under which browsers consume it. */
  streamId: string;
  kind: MediaKind;
  /** RTP encoding name. */
  codec: string;
  payloadType: number;
  clockRate: number;
  channels?: number;
  cname: string;
  onKeyframeRequest(): void;
}

export interface Injection {
  /** Under which packets must be sent. */
  readonly ssrc: number;
  send(packet: Buffer): void;
  close(): void;
}

/** Sender reports tie the sound's clock to the picture's (RFC 3550, 6.4.1): the first soon, for lip sync from the start. */
const SENDER_REPORT_MS = 1_000;

export async function createInjection(router: types.Router, options: InjectionOptions, log: Log): Promise<Injection> {
  const ssrc = randomInt(1, 2 ** 32);
  const socket = await openLoopbackSocket();
  const transport = await plainTransportTo(router, socket);
  try {
    await transport.produce({
      id: options.streamId,
      kind: options.kind,
      rtpParameters: producerParameters(options, ssrc),
    });
  } catch (error) {
    transport.close();
    socket.close();
    throw error;
  }

  socket.onDatagram((datagram) => {
    if (wantsKeyframe(datagram)) options.onKeyframeRequest();
  });
  const sent = createSenderStats({ ssrc, clockRate: options.clockRate });
  const reporting = setInterval(() => {
    const report = sent.report(Date.now());
    if (report !== undefined) socket.send(buildSenderReport(report));
  }, SENDER_REPORT_MS);
  log.debug({ streamId: options.streamId, ssrc, codec: options.codec }, 'stream injected');

  return {
    ssrc,
    send(packet) {
      const header = parseRtpHeader(packet);
      if (header === undefined) return;
      const payloadBytes = packet.length - header.payloadOffset - header.paddingLength;
      sent.sent({ timestamp: header.timestamp, payloadBytes }, Date.now());
      socket.send(packet);
    },
    close() {
      clearInterval(reporting);
      transport.close();
      socket.close();
    },
  };
}

function producerParameters(options: InjectionOptions, ssrc: number): types.RtpParameters {
  const { kind, codec, payloadType, clockRate, channels, cname } = options;
  return {
    codecs: [
      {
        mimeType: `${kind}/${codec}`,
        payloadType,
        clockRate,
        ...(channels === undefined ? {} : { channels }),
        // Packetization mode 1 (RFC 6184, 6.3) is what ffmpeg makes.
        parameters: codec === 'h264' ? { 'packetization-mode': 1, 'profile-level-id': '42e01f' } : {},
        rtcpFeedback: kind === 'video' ? [{ type: 'nack', parameter: 'pli' }] : [],
      },
    ],
    encodings: [{ ssrc }],
    rtcp: { cname, reducedSize: true },
  };
}

/** mediasoup asks by PLI (RFC 4585, 6.3.1), the one way that the producer's parameters offer. */
function wantsKeyframe(datagram: Buffer): boolean {
  const compound = splitCompound(datagram);
  if (compound.kind === 'malformed') return false;
  return compound.packets.some((slice) => parseRtcp(slice)?.kind === 'pictureLoss');
}
