/** What a browser under test captures instead of a camera and a microphone: a pattern of known colours and a known tone. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface FakeCapture extends AsyncDisposable {
  /** Chromium's command line options for it. */
  readonly chromiumFlags: string[];
}

export interface FakeCaptureOptions {
  toneHz: number;
  /** CSS-like `rrggbb` of the left and the right half of the picture. A white bar moves across it. */
  left: string;
  right: string;
}

/** The sound is pulsed four times a second: noise suppression takes a steady tone for noise. */
export async function makeFakeCapture({ toneHz, left, right }: FakeCaptureOptions): Promise<FakeCapture> {
  const folder = await mkdtemp(join(tmpdir(), 'bryggen-capture-'));
  const picture = join(folder, 'camera.y4m');
  const sound = join(folder, 'microphone.wav');
  const halves = `color=0x${left}:s=320x360:r=25:d=2[l];color=0x${right}:s=320x360:r=25:d=2[r];[l][r]hstack[halves]`;
  const bar = 'color=white:s=8x360:r=25:d=2[bar];[halves][bar]overlay=x=mod(t*300\\,632):y=0,format=yuv420p';
  const run = promisify(execFile);
  await Promise.all([
    run('ffmpeg', ['-v', 'error', '-filter_complex', `${halves};${bar}`, '-t', '2', '-pix_fmt', 'yuv420p', picture]),
    run('ffmpeg', [
      ...['-v', 'error', '-f', 'lavfi', '-i', `sine=frequency=${toneHz}:sample_rate=48000:duration=4`],
      ...['-af', 'volume=6dB,tremolo=f=4:d=0.9', '-ac', '1', sound],
    ]),
  ]);
  return {
    chromiumFlags: [`--use-file-for-fake-video-capture=${picture}`, `--use-file-for-fake-audio-capture=${sound}`],
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
