/** Sound of which each stretch is unlike all others, so that it can be found again behind a codec. 16 kHz mono. */
const SAMPLE_RATE = 16_000;

/** Bursts of tones with pauses, the same in every run; s16le. */
export function bursts(seconds: number): Buffer {
  const pcm = Buffer.alloc(seconds * SAMPLE_RATE * 2);
  const random = seeded(20261123);
  let at = 0;
  while (at < seconds * SAMPLE_RATE) {
    const frequency = 300 + 2_200 * random();
    const length = Math.round((0.06 + 0.1 * random()) * SAMPLE_RATE);
    for (let index = 0; index < length && at + index < seconds * SAMPLE_RATE; index += 1) {
      const ramp = Math.min(1, index / 80, (length - index) / 80);
      const sample = 12_000 * ramp * Math.sin((2 * Math.PI * frequency * index) / SAMPLE_RATE);
      pcm.writeInt16LE(Math.round(sample), 2 * (at + index));
    }
    at += length + Math.round((0.04 + 0.16 * random()) * SAMPLE_RATE);
  }
  return pcm;
}

/** A linear congruential generator (Numerical Recipes' constants), 0..1. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * How many milliseconds later in `late` than in `early` the same sound lies (s16le): roughly by the loudness of each
 * millisecond, then to the sample by the waveform.
 */
export function shiftMs(early: Buffer, late: Buffer, mostMs: number): number {
  const [loudEarly, loudLate] = [loudness(early), loudness(late)];
  const rough = bestShift(loudEarly, loudLate, -mostMs, mostMs) * (SAMPLE_RATE / 1000);
  const margin = SAMPLE_RATE / 500;
  return (bestShift(samplesOf(early), samplesOf(late), rough - margin, rough + margin) * 1000) / SAMPLE_RATE;
}

function samplesOf(pcm: Buffer): Float64Array {
  return Float64Array.from({ length: Math.floor(pcm.length / 2) }, (_, index) => pcm.readInt16LE(2 * index));
}

function loudness(pcm: Buffer): Float64Array {
  const samples = samplesOf(pcm);
  const perMs = SAMPLE_RATE / 1000;
  return Float64Array.from({ length: Math.floor(samples.length / perMs) }, (_, ms) => {
    let power = 0;
    for (let index = ms * perMs; index < (ms + 1) * perMs; index += 1) power += (samples[index] ?? 0) ** 2;
    return Math.sqrt(power / perMs);
  });
}

/** The shift at which the two are most alike: the normalised correlation's peak. */
function bestShift(early: Float64Array, late: Float64Array, from: number, to: number): number {
  let best = { shift: from, likeness: Number.NEGATIVE_INFINITY };
  for (let shift = from; shift <= to; shift += 1) {
    let [product, earlyPower, latePower] = [0, 0, 0];
    const start = Math.max(0, -shift);
    const end = Math.min(early.length, late.length - shift);
    for (let index = start; index < end; index += 1) {
      const [a, b] = [early[index] ?? 0, late[index + shift] ?? 0];
      product += a * b;
      earlyPower += a * a;
      latePower += b * b;
    }
    const likeness = product / Math.sqrt(earlyPower * latePower || 1);
    if (likeness > best.likeness) best = { shift, likeness };
  }
  return best.shift;
}
