/** One browser's stream on its way to the arena: announced at once, encoded only while the MCU subscribes to it. */
import { randomUUID } from 'node:crypto';
import type { ArenaLink } from '../arena/arena-link.ts';
import type { ArenaStream } from '../arena/messages.ts';
import type { LegInfo } from '../contract/commands.ts';
import type { CodecPolicy } from '../contract/policy.ts';
import type { MediaKind } from '../contract/rtp-types.ts';
import type { TapFormat } from '../sfu/tap.ts';
import type { MediaFormat } from '../transcode/formats.ts';
import type { ArenaSideDeps } from './arena-ports.ts';
import { createWhileWanted } from './while-wanted.ts';

export interface OutboundStreamOptions {
  streamId: string;
  kind: MediaKind;
  source: 'microphone' | 'camera' | 'screen';
  cname: string;
  link: ArenaLink;
  onLegStarted(leg: LegInfo): void;
  onLegEnded(legId: string): void;
  onFailed(reason: string): void;
}

export interface OutboundStream {
  /** Under which SSRC the arena knows it; undefined until it is announced. */
  ssrc(): number | undefined;
  /** Tells the arena of it, under an SSRC that the MCU accepts. */
  announce(): Promise<void>;
  /** Whether the MCU wants it. */
  setWanted(wanted: boolean): void;
  requestKeyframe(): void;
  close(): Promise<void>;
}

/** A refused SSRC (section 4: two senders chose one) is picked anew this often. */
const ANNOUNCE_ATTEMPTS = 3;

export function createOutboundStream(deps: ArenaSideDeps, options: OutboundStreamOptions): OutboundStream {
  const { router, policy, createTranscoder, log } = deps;
  const { streamId, kind, link, onLegStarted, onLegEnded, onFailed } = options;
  let ssrc: number | undefined;
  let requestKeyframe: (() => void) | undefined;

  const bridge = createWhileWanted(async () => {
    if (ssrc === undefined) throw new Error('a stream is sent that was never announced');
    let transcoder: ReturnType<typeof createTranscoder> | undefined;
    const tap = await router.tap({ streamId, onRtp: (packet) => transcoder?.feed(packet) });
    requestKeyframe = tap.requestKeyframe;
    const carried = ssrc;
    const format = arenaFormat(kind, policy);
    try {
      transcoder = createTranscoder({
        id: streamId,
        from: browserFormat(tap.format),
        to: format,
        ssrc: carried,
        onRtp: (packet) => link.sendRtp(carried, packet),
        onKeyframeNeeded: tap.requestKeyframe,
        onState(state) {
          if (state.kind === 'failed') onFailed(state.cause);
        },
        log,
      });
    } catch (error) {
      tap.close();
      throw error;
    }
    const leg: LegInfo = {
      legId: randomUUID(),
      side: 'arena',
      direction: 'out',
      ssrc: carried,
      payloadType: format.payloadType,
      codec: format.codec,
      clockRate: format.clockRate,
    };
    onLegStarted(leg);
    await tap.start();

    return async () => {
      requestKeyframe = undefined;
      tap.close();
      await transcoder?.close();
      onLegEnded(leg.legId);
    };
  });

  return {
    ssrc: () => ssrc,

    async announce() {
      for (let attempt = 1; attempt <= ANNOUNCE_ATTEMPTS; attempt += 1) {
        const picked = link.pickSsrc();
        ssrc = picked;
        const answer = await link.announceStream(await describe(deps, options, picked));
        if (answer.kind === 'accepted' || answer.kind === 'closed') return;
        log.warn({ streamId, ssrc: picked, code: answer.code, reason: answer.reason }, 'the MCU refused a STREAM');
        if (answer.code !== 'REFUSED') break;
      }
      ssrc = undefined;
      onFailed('the MCU refused the stream');
    },

    setWanted(wanted) {
      bridge.want(wanted).catch((error: unknown) => {
        log.error({ err: error, streamId }, 'a stream could not be brought to the arena');
        onFailed('the stream could not be transcoded');
      });
    },

    requestKeyframe: () => requestKeyframe?.(),

    async close() {
      await bridge.close();
      if (ssrc !== undefined) await link.endStream(ssrc);
    },
  };
}

async function describe(deps: ArenaSideDeps, options: OutboundStreamOptions, ssrc: number): Promise<ArenaStream> {
  const { kind, source, cname } = options;
  const { codec, payloadType, clockRate } = arenaFormat(kind, deps.policy);
  const described = { ssrc, cname, kind, source, payloadType, codec, clockRate };
  if (kind === 'audio') return { ...described, channels: 1, parameters: {} };
  const { width, height, frameRate, bitrate } = deps.policy.arenaVideo;
  const configuration = await deps.theoraConfiguration({ width, height, frameRate });
  return { ...described, parameters: { configuration, width, height, frameRate }, maxBitrate: bitrate };
}

function arenaFormat(kind: MediaKind, { arenaAudio, arenaVideo }: CodecPolicy): MediaFormat {
  return kind === 'audio' ? { kind, ...arenaAudio, channels: 1 } : { kind, ...arenaVideo, clockRate: 90_000 };
}

function browserFormat({ codec, payloadType, clockRate, channels, parameters }: TapFormat): MediaFormat {
  switch (codec) {
    case 'opus':
      return { kind: 'audio', codec, payloadType, clockRate, channels };
    case 'vp8':
    case 'h264':
      return { kind: 'video', codec, payloadType, clockRate: 90_000, parameters };
    default:
      throw new Error(`a browser's codec ${codec} cannot be bridged`);
  }
}
