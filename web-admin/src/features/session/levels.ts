import { createStore, type Store } from '../connection/store.ts';
import { createSpeechGate, type SpeechGate } from './speech.ts';

/** Measures how loud sounds are. */
export interface Levels {
  /** Ids of what is heard to speak right now. */
  readonly speaking: Store<ReadonlySet<string>>;
  /** Makes the measured sounds follow these tracks. */
  watch(tracks: ReadonlyMap<string, MediaStreamTrack>): void;
  /** Root mean square of the last moments of one of them. */
  rms(id: string): number;
  close(): void;
}

interface Meter {
  track: MediaStreamTrack;
  source: MediaStreamAudioSourceNode;
  analyser: AnalyserNode;
  gate: SpeechGate;
}

const everyMs = 120;
/** Who has just come waits for the first picture: making an AudioContext would hold it up. */
const settleMs = 1_000;

export function createLevels(): Levels {
  const speaking = createStore<ReadonlySet<string>>(new Set());
  const meters = new Map<string, Meter>();
  const samples = new Float32Array(1024);
  let context: AudioContext | undefined;

  function rms(id: string): number {
    const meter = meters.get(id);
    if (meter === undefined) return 0;
    meter.analyser.getFloatTimeDomainData(samples);
    return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  }

  let wanted: ReadonlyMap<string, MediaStreamTrack> = new Map();
  const startedAt = performance.now();

  const timer = setInterval(() => {
    if (performance.now() - startedAt < settleMs) return;
    follow(wanted);
    // Browsers hold a context back until the page was clicked on.
    if (context?.state === 'suspended') void context.resume();
    const now = performance.now();
    const loud = [...meters].filter(([id, { gate }]) => gate.hear(rms(id), now)).map(([id]) => id);
    const before = speaking.get();
    if (loud.length !== before.size || loud.some((id) => !before.has(id))) speaking.set(new Set(loud));
  }, everyMs);

  function drop(id: string): void {
    meters.get(id)?.source.disconnect();
    meters.delete(id);
  }

  function follow(tracks: ReadonlyMap<string, MediaStreamTrack>): void {
    for (const [id, { track }] of [...meters]) if (tracks.get(id) !== track) drop(id);
    for (const [id, track] of tracks) {
      if (meters.has(id)) continue;
      context ??= new AudioContext();
      const source = context.createMediaStreamSource(new MediaStream([track]));
      const analyser = context.createAnalyser();
      analyser.fftSize = samples.length;
      source.connect(analyser);
      meters.set(id, { track, source, analyser, gate: createSpeechGate() });
    }
  }

  return {
    speaking,
    rms,
    watch(tracks) {
      wanted = tracks;
    },
    close() {
      clearInterval(timer);
      for (const id of [...meters.keys()]) drop(id);
      void context?.close();
    },
  };
}
