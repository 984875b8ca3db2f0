/** Sounds of the arena's participants: mono, 16 kHz, each a function of the sample's position since the MCU's start. */

export const sampleRate = 16_000;
/** 20 ms, one Speex frame. */
export const frameSamples = 320;

/** Adds the sound from `position` on to what `into` already holds (full scale is 1). */
export type Sound = (position: number, into: Float32Array) => void;

export interface Recording {
  readonly sampleRate: number;
  readonly samples: Float32Array;
}

const toneAmplitude = 0.2;

/** A steady sine, -17 dBFS. */
export function toneSound(frequencyHz: number): Sound {
  const step = (2 * Math.PI * frequencyHz) / sampleRate;
  return (position, into) => {
    for (let n = 0; n < into.length; n += 1) {
      into[n] = (into[n] ?? 0) + toneAmplitude * Math.sin(step * (position + n));
    }
  };
}

/** A recording that begins anew every `loopMs`, at `startMs` of each round; longer than a round, it is cut. */
export function loopedSound(recording: Recording, { loopMs, startMs }: { loopMs: number; startMs: number }): Sound {
  const samples = resample(recording);
  const loop = Math.max(1, Math.round((loopMs * sampleRate) / 1000));
  const start = Math.round((startMs * sampleRate) / 1000);
  return (position, into) => {
    for (let n = 0; n < into.length; n += 1) {
      const at = (((position + n - start) % loop) + loop) % loop;
      into[n] = (into[n] ?? 0) + (samples[at] ?? 0);
    }
  };
}

/** One frame of all sounds together, as 16 bit little-endian PCM, limited instead of wrapped. */
export function mixFrame(sounds: Iterable<Sound>, position: number): Buffer {
  const mixed = new Float32Array(frameSamples);
  for (const sound of sounds) sound(position, mixed);
  const pcm = Buffer.allocUnsafe(2 * frameSamples);
  for (const [n, sample] of mixed.entries()) {
    pcm.writeInt16LE(Math.round(32_767 * Math.max(-1, Math.min(1, sample))), 2 * n);
  }
  return pcm;
}

/** Straight lines between samples: good enough for speech. */
function resample({ sampleRate: from, samples }: Recording): Float32Array {
  const length = Math.floor((samples.length * sampleRate) / from);
  return Float32Array.from({ length }, (_, n) => {
    const at = (n * from) / sampleRate;
    const low = Math.floor(at);
    const share = at - low;
    return (samples[low] ?? 0) * (1 - share) + (samples[low + 1] ?? samples[low] ?? 0) * share;
  });
}
