/** What participants are heard with: tones, and text spoken by espeak-ng. */
import { execFile } from 'node:child_process';
import type { Log } from '../../../media/contract/log.ts';
import { loopedSound, type Recording, type Sound, toneSound } from './sound.ts';

const timeoutMs = 10_000;
const maxBytes = 32 * 1024 * 1024;

/** Speaks a text into memory. Rejects where espeak-ng is missing or fails. */
export async function speak(text: string, voice: string): Promise<Recording> {
  const wave = await new Promise<Buffer>((resolve, reject) => {
    const options = { encoding: 'buffer', timeout: timeoutMs, maxBuffer: maxBytes } as const;
    execFile('espeak-ng', ['--stdout', '-v', voice, '-s', '150', text], options, (error, stdout) => {
      if (error) reject(new Error('espeak-ng did not speak', { cause: error }));
      else resolve(stdout);
    });
  });
  return parseWave(wave);
}

/** Reads mono 16 bit PCM. espeak-ng writes to a pipe, so the sizes in its headers are not to be trusted. */
export function parseWave(wave: Buffer): Recording {
  if (wave.length < 44 || wave.toString('latin1', 0, 4) !== 'RIFF' || wave.toString('latin1', 36, 40) !== 'data') {
    throw new Error('not a plain WAVE file');
  }
  if (wave.readUInt16LE(22) !== 1 || wave.readUInt16LE(34) !== 16) throw new Error('not mono with 16 bits');
  const length = Math.floor((wave.length - 44) / 2);
  return {
    sampleRate: wave.readUInt32LE(24),
    samples: Float32Array.from({ length }, (_, n) => wave.readInt16LE(44 + 2 * n) / 32_768),
  };
}

export type ParticipantSound =
  | { readonly kind: 'tone'; readonly frequencyHz: number }
  /** Spoken by espeak-ng, anew every `loopMs` (8000), `startMs` (0) into each round. */
  | {
      readonly kind: 'speech';
      readonly text: string;
      readonly voice?: string;
      readonly loopMs?: number;
      readonly startMs?: number;
    }
  | { readonly kind: 'silence' };

/** Where nothing can be spoken, a tone stands in. */
export async function makeSound(sound: ParticipantSound, log: Log): Promise<Sound> {
  switch (sound.kind) {
    case 'tone':
      return toneSound(sound.frequencyHz);
    case 'silence':
      return () => undefined;
    case 'speech': {
      const { text, voice = 'en-gb', loopMs = 8000, startMs = 0 } = sound;
      try {
        return loopedSound(await speak(text, voice), { loopMs, startMs });
      } catch (error) {
        log.warn({ error: String(error) }, 'no speech: a tone stands in for it');
        return toneSound(440);
      }
    }
  }
}
