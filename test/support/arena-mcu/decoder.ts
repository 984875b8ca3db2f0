/** Decodes a stream of a gateway with GStreamer, and keeps the last half second of sound or the last picture. */
import type { ArenaStream } from '../../../media/arena/messages.ts';
import type { Log } from '../../../media/contract/log.ts';
import type { RgbPicture } from './canvas.ts';
import { startGstChild } from './gst-child.ts';
import { pictureDecoderPipeline, soundDecoderPipeline } from './gst-pipelines.ts';
import { frameRtp } from './rtp-framing.ts';
import { sampleRate } from './sound.ts';

export interface Decoder {
  push(packet: Buffer): void;
  close(): Promise<void>;
}

/** Takes what decoders put out, also of several after one another. */
export interface SoundKeeper {
  take(pcm: Buffer): void;
  samples(): number;
  /** The last half second, or less where there was less; full scale is 1. */
  recent(): Float32Array;
}

export interface PictureKeeper {
  take(bytes: Buffer): void;
  frames(): number;
  last(): RgbPicture | undefined;
}

export const decodedSize = { width: 160, height: 90 };

const inputLimitBytes = 1_000_000;

export function createDecoder(
  { kind, payloadType, clockRate, parameters }: ArenaStream,
  { log, onOutput, onFailure }: { log: Log; onOutput: (chunk: Buffer) => void; onFailure: (reason: string) => void },
): Decoder {
  const pipeline =
    kind === 'audio'
      ? soundDecoderPipeline(payloadType, clockRate)
      : pictureDecoderPipeline(payloadType, parameters.configuration, decodedSize);
  const child = startGstChild({ pipeline, log, onOutput, onFailure });
  return {
    push: (packet) => child.write(frameRtp(packet), inputLimitBytes),
    close: () => child.close(),
  };
}

export function createSoundKeeper(): SoundKeeper {
  const kept = new Float32Array(sampleRate / 2);
  let samples = 0;
  let odd: Buffer = Buffer.alloc(0);
  return {
    take(chunk) {
      const pcm = odd.length === 0 ? chunk : Buffer.concat([odd, chunk]);
      const whole = pcm.length & ~1;
      for (let at = 0; at < whole; at += 2) {
        kept[samples % kept.length] = pcm.readInt16LE(at) / 32_768;
        samples += 1;
      }
      odd = Buffer.from(pcm.subarray(whole));
    },
    samples: () => samples,
    recent() {
      if (samples < kept.length) return kept.slice(0, samples);
      const oldest = samples % kept.length;
      const ordered = new Float32Array(kept.length);
      ordered.set(kept.subarray(oldest));
      ordered.set(kept.subarray(0, oldest), kept.length - oldest);
      return ordered;
    },
  };
}

export function createPictureKeeper(): PictureKeeper {
  const frameBytes = decodedSize.width * decodedSize.height * 3;
  let filling = Buffer.alloc(frameBytes);
  let filled = 0;
  let frames = 0;
  let last: RgbPicture | undefined;
  return {
    take(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const taken = chunk.copy(filling, filled, at);
        at += taken;
        filled += taken;
        if (filled < frameBytes) return;
        last = { ...decodedSize, bytes: filling };
        frames += 1;
        filling = Buffer.alloc(frameBytes);
        filled = 0;
      }
    },
    frames: () => frames,
    last: () => last,
  };
}
