/** A WebRtcTransport with its producers and consumers: one direction of one browser. */
import type { types } from 'mediasoup';
import { NodeRefusal } from '../contract/problems.ts';
import type {
  DtlsParameters,
  IceParameters,
  MediaKind,
  RtpCapabilities,
  RtpParameters,
  WebRtcTransportInfo,
} from '../contract/rtp-types.ts';
import { refusingBadParameters } from './refusals.ts';
import {
  codecName,
  fromMediasoupParameters,
  mediaCodec,
  toMediasoupCapabilities,
  toMediasoupParameters,
} from './rtp-parameters.ts';

/** How one RTP stream appears on the wire. */
export interface WireFormat {
  ssrc: number;
  payloadType: number;
  /** RTP encoding name in lower case. */
  codec: string;
  clockRate: number;
}

export interface BrowserProducer {
  readonly kind: MediaKind;
  /** Every SSRC of it seen so far, in what format; more may follow where the browser names them by RID only. */
  onWireFormat(listener: (format: WireFormat) => void): void;
  onClosed(listener: () => void): void;
  pause(): Promise<void>;
  resume(): Promise<void>;
  close(): void;
}

export interface BrowserConsumer {
  readonly consumerId: string;
  readonly kind: MediaKind;
  readonly rtpParameters: RtpParameters;
  readonly wireFormat: WireFormat;
  /** Not called for `close()`. */
  onClosed(listener: () => void): void;
  pause(): Promise<void>;
  resume(): Promise<void>;
  close(): void;
}

export interface BrowserTransport {
  readonly direction: 'send' | 'receive';
  readonly info: WebRtcTransportInfo;
  connect(dtlsParameters: DtlsParameters): Promise<void>;
  restartIce(): Promise<IceParameters>;
  produce(options: { streamId: string; kind: MediaKind; rtpParameters: RtpParameters }): Promise<BrowserProducer>;
  /** Paused at first. */
  consume(options: { streamId: string; rtpCapabilities: RtpCapabilities }): Promise<BrowserConsumer>;
  close(): void;
}

export interface BrowserTransportDeps {
  router: types.Router;
  webRtcServer: types.WebRtcServer;
  direction: 'send' | 'receive';
}

/** Bits a second that the bandwidth estimation of a receiving browser starts from. */
const INITIAL_OUTGOING_BITRATE = 1_500_000;

export async function createBrowserTransport(deps: BrowserTransportDeps): Promise<BrowserTransport> {
  const { router, webRtcServer, direction } = deps;
  const transport = await router.createWebRtcTransport({
    webRtcServer,
    enableUdp: true,
    enableTcp: true,
    preferUdp: true,
    initialAvailableOutgoingBitrate: INITIAL_OUTGOING_BITRATE,
  });
  let connected = false;

  return {
    direction,
    info: infoOf(transport),

    async connect(dtlsParameters) {
      if (connected) throw new NodeRefusal('TRANSPORT_ALREADY_CONNECTED', 'the transport is connected already');
      connected = true;
      const { role, fingerprints } = dtlsParameters;
      await refusingBadParameters(() =>
        transport.connect({ dtlsParameters: { fingerprints, ...(role === undefined ? {} : { role }) } }),
      ).catch((error: unknown) => {
        connected = false;
        throw error;
      });
    },

    restartIce: async () => {
      const { usernameFragment, password, iceLite = true } = await transport.restartIce();
      return { usernameFragment, password, iceLite };
    },

    async produce({ streamId, kind, rtpParameters }) {
      const producer = await refusingBadParameters(() =>
        transport.produce({ id: streamId, kind, rtpParameters: toMediasoupParameters(rtpParameters) }),
      );
      return browserProducer(producer);
    },

    async consume({ streamId, rtpCapabilities }) {
      const options = { producerId: streamId, rtpCapabilities: toMediasoupCapabilities(rtpCapabilities) };
      const consumable = await refusingBadParameters(async () => router.canConsume(options));
      if (!consumable) {
        throw new NodeRefusal('CODEC_NOT_SUPPORTED', 'the client can receive none of the codecs of this stream');
      }
      return browserConsumer(await refusingBadParameters(() => transport.consume({ ...options, paused: true })));
    },

    close: () => transport.close(),
  };
}

function infoOf(transport: types.WebRtcTransport): WebRtcTransportInfo {
  const { usernameFragment, password, iceLite = true } = transport.iceParameters;
  return {
    transportId: transport.id,
    iceParameters: { usernameFragment, password, iceLite },
    iceCandidates: transport.iceCandidates.map(({ foundation, priority, address, protocol, port, tcpType }) => ({
      foundation,
      priority,
      address,
      protocol,
      port,
      type: 'host',
      ...(tcpType === undefined ? {} : { tcpType }),
    })),
    dtlsParameters: transport.dtlsParameters,
  };
}

function browserProducer(producer: types.Producer): BrowserProducer {
  const codec = mediaCodec(producer.rtpParameters);
  const announced = (producer.rtpParameters.encodings ?? []).flatMap(({ ssrc }) => (ssrc === undefined ? [] : [ssrc]));
  return {
    kind: producer.kind,
    onWireFormat(listener) {
      const known = new Set<number>();
      const tell = (ssrc: number): void => {
        if (known.has(ssrc)) return;
        known.add(ssrc);
        listener(wireFormat(ssrc, codec));
      };
      announced.forEach(tell);
      producer.on('score', (scores) => {
        for (const { ssrc } of scores) tell(ssrc);
      });
    },
    onClosed: (listener) => void producer.on('transportclose', listener),
    pause: () => producer.pause(),
    resume: () => producer.resume(),
    close: () => producer.close(),
  };
}

function browserConsumer(consumer: types.Consumer): BrowserConsumer {
  const ssrc = consumer.rtpParameters.encodings?.[0]?.ssrc;
  if (ssrc === undefined) throw new Error('mediasoup gave a consumer no SSRC');
  return {
    consumerId: consumer.id,
    kind: consumer.kind,
    rtpParameters: fromMediasoupParameters(consumer.rtpParameters),
    wireFormat: wireFormat(ssrc, mediaCodec(consumer.rtpParameters)),
    onClosed(listener) {
      consumer.on('producerclose', listener);
      consumer.on('transportclose', listener);
    },
    pause: () => consumer.pause(),
    async resume() {
      await consumer.resume();
    },
    close: () => consumer.close(),
  };
}

function wireFormat(ssrc: number, codec: types.RtpCodecParameters): WireFormat {
  return { ssrc, payloadType: codec.payloadType, codec: codecName(codec.mimeType), clockRate: codec.clockRate };
}
