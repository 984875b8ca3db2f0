/** What a stretch of sound consists of, as far as tests want to know: how loud it is, and which tone stands out. */

export interface ToneAnalysis {
  /** Root mean square against a full-scale square wave; -Infinity for digital silence. */
  readonly levelDbfs: number;
  /** The strongest frequency above 60 Hz, good to about 1 Hz for a steady tone; 0 for silence. */
  readonly dominantFrequencyHz: number;
  /** How much of the whole energy lies within 20 Hz of it: near 1 for a pure tone, far below for speech or noise. */
  readonly toneShare: number;
}

const lowestFrequencyHz = 60;
const toneWidthHz = 20;

/** Analyses the last power-of-two stretch of `samples` (full scale is 1). Fewer than 256 samples count as silence. */
export function analyseTone(samples: Float32Array, sampleRate: number): ToneAnalysis {
  const size = 2 ** Math.floor(Math.log2(Math.max(1, samples.length)));
  if (size < 256) return silence;
  const stretch = samples.subarray(samples.length - size);
  const levelDbfs = levelOf(stretch);
  if (levelDbfs < -90) return { ...silence, levelDbfs };
  const powers = powerSpectrum(stretch);
  const binHz = sampleRate / size;
  const peak = strongestBin(powers, Math.ceil(lowestFrequencyHz / binHz));
  const total = sum(powers, 0, powers.length);
  const reach = Math.max(2, Math.ceil(toneWidthHz / binHz));
  return {
    levelDbfs,
    dominantFrequencyHz: (peak + peakOffset(powers, peak)) * binHz,
    toneShare: total === 0 ? 0 : sum(powers, peak - reach, peak + reach + 1) / total,
  };
}

const silence: ToneAnalysis = { levelDbfs: Number.NEGATIVE_INFINITY, dominantFrequencyHz: 0, toneShare: 0 };

function levelOf(samples: Float32Array): number {
  const energy = samples.reduce((total, sample) => total + sample * sample, 0);
  return 10 * Math.log10(energy / samples.length);
}

/** Powers of the lower half of the spectrum, under a Hann window. */
function powerSpectrum(samples: Float32Array): Float64Array {
  const size = samples.length;
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  for (let n = 0; n < size; n += 1) {
    real[n] = (samples[n] ?? 0) * (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size));
  }
  transform(real, imaginary);
  return Float64Array.from({ length: size / 2 }, (_, k) => (real[k] ?? 0) ** 2 + (imaginary[k] ?? 0) ** 2);
}

/** Cooley and Tukey's transform, in place; the length is a power of two. */
function transform(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length;
  reorder(real);
  reorder(imaginary);
  for (let span = 1; span < size; span *= 2) {
    for (let k = 0; k < span; k += 1) {
      const cosine = Math.cos((-Math.PI * k) / span);
      const sine = Math.sin((-Math.PI * k) / span);
      for (let low = k; low < size; low += 2 * span) {
        const high = low + span;
        const re = cosine * (real[high] ?? 0) - sine * (imaginary[high] ?? 0);
        const im = cosine * (imaginary[high] ?? 0) + sine * (real[high] ?? 0);
        real[high] = (real[low] ?? 0) - re;
        imaginary[high] = (imaginary[low] ?? 0) - im;
        real[low] = (real[low] ?? 0) + re;
        imaginary[low] = (imaginary[low] ?? 0) + im;
      }
    }
  }
}

/** Puts every element where the mirrored bits of its index say. */
function reorder(values: Float64Array): void {
  for (let index = 1, mirrored = 0; index < values.length; index += 1) {
    let bit = values.length >> 1;
    while (mirrored & bit) {
      mirrored ^= bit;
      bit >>= 1;
    }
    mirrored |= bit;
    if (index < mirrored) {
      const kept = values[index] ?? 0;
      values[index] = values[mirrored] ?? 0;
      values[mirrored] = kept;
    }
  }
}

function strongestBin(powers: Float64Array, from: number): number {
  let best = from;
  for (let k = from; k < powers.length; k += 1) if ((powers[k] ?? 0) > (powers[best] ?? 0)) best = k;
  return best;
}

/** Where between the bins the peak lies: the vertex of the parabola through three logarithms. */
function peakOffset(powers: Float64Array, peak: number): number {
  const before = Math.log((powers[peak - 1] ?? 0) + 1e-12);
  const at = Math.log((powers[peak] ?? 0) + 1e-12);
  const after = Math.log((powers[peak + 1] ?? 0) + 1e-12);
  const curvature = before - 2 * at + after;
  return curvature === 0 ? 0 : (before - after) / (2 * curvature);
}

function sum(values: Float64Array, from: number, to: number): number {
  return values.subarray(Math.max(0, from), to).reduce((total, value) => total + value, 0);
}
