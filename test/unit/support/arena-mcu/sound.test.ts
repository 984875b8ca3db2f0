import { describe, expect, it } from '@jest/globals';
import { frameSamples, loopedSound, mixFrame, sampleRate, toneSound } from '../../../support/arena-mcu/sound.ts';
import { analyseTone } from '../../../support/arena-mcu/spectrum.ts';
import { parseWave } from '../../../support/arena-mcu/speech.ts';

function listen(sound: ReturnType<typeof toneSound>, samples: number, position = 0): Float32Array {
  const heard = new Float32Array(samples);
  sound(position, heard);
  return heard;
}

describe('the analysis of sound', () => {
  it.each([100, 440, 1234.5, 7000])('finds a tone of %p Hz', (frequencyHz) => {
    const found = analyseTone(listen(toneSound(frequencyHz), 8000), sampleRate);
    expect(Math.abs(found.dominantFrequencyHz - frequencyHz)).toBeLessThan(1);
    expect(found.levelDbfs).toBeCloseTo(-17, 0);
    expect(found.toneShare).toBeGreaterThan(0.99);
  });

  it('gives the stronger of two tones, and a share that says there is more', () => {
    const heard = listen(toneSound(440), 8000);
    toneSound(440)(0, heard);
    toneSound(1000)(0, heard);
    const found = analyseTone(heard, sampleRate);
    expect(found.dominantFrequencyHz).toBeCloseTo(440, 0);
    expect(found.toneShare).toBeCloseTo(0.8, 1);
  });

  it.each([new Float32Array(8000), new Float32Array(10), new Float32Array(0)])(
    'finds no tone in silence',
    (samples) => {
      expect(analyseTone(samples, sampleRate)).toMatchObject({ dominantFrequencyHz: 0, toneShare: 0 });
    },
  );
});

describe('the sounds of the arena', () => {
  it('run on from frame to frame without a seam', () => {
    const whole = listen(toneSound(440), 2 * frameSamples);
    expect(listen(toneSound(440), frameSamples, frameSamples)).toEqual(whole.slice(frameSamples));
  });

  it('are limited, not wrapped, where they are too loud together', () => {
    const loud = (_position: number, into: Float32Array) => {
      into.fill((into[0] ?? 0) + 0.8);
    };
    expect(mixFrame([loud, loud], 0).readInt16LE(0)).toBe(32_767);
    expect(mixFrame([], 0)).toEqual(Buffer.alloc(2 * frameSamples));
  });

  it('repeat a recording from its start in each round, at the sample rate of the arena', () => {
    const recording = { sampleRate: 8000, samples: Float32Array.of(0.5, 0.5, 0.5, 0.5) };
    const sound = loopedSound(recording, { loopMs: 10, startMs: 5 });
    const heard = [...listen(sound, 320)].map((sample) => sample > 0);
    expect(heard.flatMap((on, at) => (on ? [at] : []))).toEqual(
      [80, 240].flatMap((start) => Array.from({ length: 8 }, (_, n) => start + n)),
    );
  });

  it('are read from a WAVE file whose sizes are unknown', () => {
    const header = Buffer.from(
      'RIFF\xff\xff\xff\x7fWAVEfmt \x10\0\0\0\x01\0\x01\0\0\0\0\0\0\0\0\0\x02\0\x10\0data\0\xf0\xff\x7f',
      'latin1',
    );
    header.writeUInt32LE(22_050, 24);
    const wave = Buffer.concat([header, Buffer.from([0, 0x40, 0, 0xc0])]);
    expect(parseWave(wave)).toEqual({ sampleRate: 22_050, samples: Float32Array.of(0.5, -0.5) });
    expect(() => parseWave(Buffer.from('no speech'))).toThrow('not a plain WAVE file');
  });
});
