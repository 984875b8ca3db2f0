/** Reads one stream out of a router as plain RTP: a consumer on a PlainTransport that sends to a socket of ours. */
import type { types } from 'mediasoup';
import type { Log } from '../contract/log.ts';
import { isRtcp } from '../rtp/rtp-packet.ts';
import type { WireFormat } from './browser-transport.ts';
import { openLoopbackSocket } from './loopback-socket.ts';
import { plainTransportTo } from './plain-transport.ts';
import { codecName, mediaCodec } from './rtp-parameters.ts';

export interface TapOptions {
  streamId: string;
  onRtp(packet: Buffer): void;
}

/** What the tapped stream is: the source of a transcoder. */
export interface TapFormat extends WireFormat {
  channels: number;
  /** SDP format parameters. */
  parameters: Record<string, string | number>;
}

export interface Tap {
  readonly format: TapFormat;
  /** Packets flow from here on, for pictures from a keyframe. */
  start(): Promise<void>;
  requestKeyframe(): void;
  /** Not called for `close()`. */
  onClosed(listener: () => void): void;
  close(): void;
}

export async function createTap(router: types.Router, options: TapOptions, log: Log): Promise<Tap> {
  const socket = await openLoopbackSocket();
  const transport = await plainTransportTo(router, socket);
  try {
    const consumer = await transport.consume({
      producerId: options.streamId,
      rtpCapabilities: router.rtpCapabilities,
      enableRtx: false,
      paused: true,
    });
    socket.onDatagram((datagram) => {
      if (!isRtcp(datagram)) options.onRtp(datagram);
    });
    return tapOf(transport, consumer, socket.close, log);
  } catch (error) {
    transport.close();
    socket.close();
    throw error;
  }
}

function tapOf(transport: types.PlainTransport, consumer: types.Consumer, closeSocket: () => void, log: Log): Tap {
  const codec = mediaCodec(consumer.rtpParameters);
  const requestKeyframe = (): void => {
    if (consumer.kind !== 'video' || consumer.closed) return;
    consumer.requestKeyFrame().catch((error: unknown) => {
      if (!consumer.closed) log.warn({ err: error, streamId: consumer.producerId }, 'keyframe request failed');
    });
  };
  return {
    format: {
      ssrc: consumer.rtpParameters.encodings?.[0]?.ssrc ?? 0,
      payloadType: codec.payloadType,
      codec: codecName(codec.mimeType),
      clockRate: codec.clockRate,
      channels: codec.channels ?? 1,
      parameters: formatParameters(codec.parameters),
    },
    async start() {
      await consumer.resume();
      requestKeyframe();
    },
    requestKeyframe,
    onClosed: (listener) => void consumer.on('producerclose', listener),
    close() {
      transport.close();
      closeSocket();
    },
  };
}

function formatParameters(parameters: Record<string, unknown> = {}): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [],
    ),
  );
}
