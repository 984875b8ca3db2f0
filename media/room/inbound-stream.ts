/** One of the arena's streams on its way to browsers: decoded and encoded once, only while somebody receives it. */
import type { ArenaLink } from '../arena/arena-link.ts';
import type { ArenaStream } from '../arena/messages.ts';
import type { CodecPolicy } from '../contract/policy.ts';
import type { MediaFormat } from '../transcode/formats.ts';
import type { ArenaSideDeps } from './arena-ports.ts';
import { createWhileWanted } from './while-wanted.ts';

export interface InboundStreamOptions {
  /** As browsers know it. */
  streamId: string;
  description: ArenaStream;
  link: ArenaLink;
  /** The transcoder gave up. */
  onFailed(reason: string): void;
}

export interface InboundStream {
  /** Resolves once browsers can consume it; pair each call with a `release`. Rejects where it cannot be started. */
  acquire(): Promise<void>;
  /** A browser is ready for packets: the MCU is asked to send, not sooner, or the first keyframe would come too early. */
  flow(): void;
  release(): void;
  /** The MCU has described it anew. */
  describe(description: ArenaStream): void;
  feed(packet: Buffer): void;
  close(): Promise<void>;
}

/** Payload types between our own processes; mediasoup maps them to each browser's. */
const OPUS_PAYLOAD_TYPE = 111;
const VIDEO_PAYLOAD_TYPE = 101;

export function createInboundStream(
  { router, policy, createTranscoder, log }: ArenaSideDeps,
  { streamId, description: announced, link, onFailed }: InboundStreamOptions,
): InboundStream {
  let description = announced;
  let receivers = 0;
  let transcoder: ReturnType<typeof createTranscoder> | undefined;
  let subscribed = false;

  const bridge = createWhileWanted(async () => {
    const ssrc = description.ssrc;
    const target = webRtcFormat(description, policy);
    const injection = await router.inject({
      streamId,
      ...target,
      kind: description.kind,
      cname: description.cname,
      onKeyframeRequest: () => link.requestKeyframe(ssrc),
    });
    try {
      transcoder = createTranscoder({
        id: streamId,
        from: arenaFormat(description),
        to: target,
        ssrc: injection.ssrc,
        onRtp: injection.send,
        onKeyframeNeeded: () => link.requestKeyframe(ssrc),
        onState(state) {
          if (state.kind === 'failed') onFailed(state.cause);
        },
        log,
      });
    } catch (error) {
      injection.close();
      throw error;
    }
    return async () => {
      const ending = transcoder;
      const flowed = subscribed;
      transcoder = undefined;
      subscribed = false;
      injection.close();
      await Promise.all([flowed && link.unsubscribe(ssrc), ending?.close()]);
    };
  });

  return {
    acquire() {
      receivers += 1;
      return bridge.want(true);
    },
    release() {
      receivers -= 1;
      if (receivers === 0) stopQuietly();
    },
    flow() {
      if (subscribed || transcoder === undefined) return;
      subscribed = true;
      subscribe().catch((error: unknown) => log.error({ err: error, streamId }, 'subscribing to a stream failed'));
    },
    describe(next) {
      description = next;
      transcoder?.updateSource(arenaFormat(next));
    },
    feed: (packet) => transcoder?.feed(packet),
    close: () => bridge.close(),
  };

  async function subscribe(): Promise<void> {
    const { ssrc } = description;
    const answer = await link.subscribe(ssrc);
    if (answer.kind === 'refused') log.warn({ streamId, ssrc, ...answer }, 'the MCU refused a SUBSCRIBE');
  }

  function stopQuietly(): void {
    bridge
      .want(false)
      .catch((error: unknown) => log.error({ err: error, streamId }, 'stopping a bridged stream failed'));
  }
}

function arenaFormat({ codec, payloadType, clockRate, channels, parameters }: ArenaStream): MediaFormat {
  switch (codec) {
    case 'speex':
      return { kind: 'audio', codec, payloadType, clockRate, channels: channels ?? 1 };
    case 'theora': {
      const { configuration, width, height, frameRate } = parameters;
      return {
        kind: 'video',
        codec,
        payloadType,
        clockRate: 90_000,
        ...(configuration === undefined ? {} : { configuration }),
        ...(width === undefined ? {} : { width }),
        ...(height === undefined ? {} : { height }),
        ...(frameRate === undefined ? {} : { frameRate }),
      };
    }
    default:
      throw new Error(`the arena's codec ${codec} cannot be bridged`);
  }
}

function webRtcFormat({ kind, parameters }: ArenaStream, policy: CodecPolicy): MediaFormat {
  if (kind === 'audio') {
    return { kind, codec: 'opus', payloadType: OPUS_PAYLOAD_TYPE, clockRate: 48_000, channels: 2 };
  }
  const { width, height, frameRate } = parameters;
  return {
    kind,
    codec: policy.webRtcVideo[0] ?? 'vp8',
    payloadType: VIDEO_PAYLOAD_TYPE,
    clockRate: 90_000,
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(frameRate === undefined ? {} : { frameRate }),
  };
}

/** Whether browsers can be given it at all. */
export function canBridge({ codec }: ArenaStream): boolean {
  return codec === 'speex' || codec === 'theora';
}
