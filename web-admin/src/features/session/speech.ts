/** Loud enough to be speech, as a root mean square of samples from -1 to 1 (about -40 dBov). */
const threshold = 0.01;
const holdMs = 500;

/** Keeps somebody "speaking" through the gaps between words. Pure. */
export interface SpeechGate {
  /** Root mean square at `nowMs`; answers whether the person speaks. */
  hear(rms: number, nowMs: number): boolean;
}

export function createSpeechGate(): SpeechGate {
  let lastLoudMs = Number.NEGATIVE_INFINITY;
  return {
    hear(rms, nowMs) {
      if (rms >= threshold) lastLoudMs = nowMs;
      return nowMs - lastLoudMs < holdMs;
    },
  };
}

/** A meter's reading from 0 to 1 for a root mean square: -60 dBov to -10 dBov. Pure. */
export function meterReading(rms: number): number {
  if (rms <= 0) return 0;
  const decibel = 20 * Math.log10(rms);
  return Math.min(1, Math.max(0, (decibel + 60) / 50));
}
