import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Log } from '../../../media/contract/log.ts';
import type { AudioFormat, VideoFormat } from '../../../media/transcode/formats.ts';
import { createTranscoder, type Transcoder, type TranscoderOptions } from '../../../media/transcode/transcoder.ts';

/** GStreamer speaks and judges here, so that ffmpeg does not judge itself. */

export const SPEEX: AudioFormat = { kind: 'audio', codec: 'speex', payloadType: 97, clockRate: 16_000, channels: 1 };
export const OPUS: AudioFormat = { kind: 'audio', codec: 'opus', payloadType: 111, clockRate: 48_000, channels: 2 };
export const VP8: VideoFormat = { kind: 'video', codec: 'vp8', payloadType: 96, clockRate: 90_000 };
export const THEORA: VideoFormat = { kind: 'video', codec: 'theora', payloadType: 98, clockRate: 90_000 };

export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function nothing(): void {
  // A caller that does not listen.
}

/** Resolves when `check` gives something; looks often, and fails after `withinMs` with what it waited for. */
export async function eventually<T>(
  what: string,
  check: () => T | Promise<T>,
  withinMs = 15_000,
): Promise<NonNullable<T>> {
  const end = performance.now() + withinMs;
  for (;;) {
    const found = await check();
    if (found !== undefined && found !== null && found !== false) return found as NonNullable<T>;
    if (performance.now() > end) throw new Error(`${what} did not happen within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function bind(): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1_000_000 });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

export interface Pipeline extends AsyncDisposable {
  readonly child: ChildProcess;
  /** What it wrote to its standard output so far. */
  output(): Buffer;
  /** What gst-launch said, `-v` lines with caps included. */
  said(): string;
}

/** Runs gst-launch-1.0; its raw output, if any, comes by `fdsink fd=3`. */
export function gstreamer(description: string): Pipeline {
  const args = ['-v', ...description.trim().split(/\s+/)];
  const child = spawn('gst-launch-1.0', args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  let words = '';
  child.stdio[3]?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdout?.on('data', (chunk: Buffer) => {
    words += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    words += chunk.toString();
  });
  return {
    child,
    output: () => Buffer.concat(chunks),
    said: () => words,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

export interface Source extends AsyncDisposable {
  readonly pipeline: Pipeline;
  onPacket: (packet: Buffer) => void;
}

/** A GStreamer source whose RTP comes to `onPacket`. */
export async function source(description: string): Promise<Source> {
  const socket = await bind();
  const pipeline = gstreamer(
    `${description} ! udpsink host=127.0.0.1 sync=false async=false port=${socket.address().port}`,
  );
  const made: Source = {
    pipeline,
    onPacket: nothing,
    async [Symbol.asyncDispose]() {
      await pipeline[Symbol.asyncDispose]();
      socket.close();
    },
  };
  socket.on('message', (packet) => made.onPacket(packet));
  return made;
}

/**
 * Beeps of 1 kHz, 200 ms of every 400. Not one long tone: Speex's pitch predictor never forgets what a decoder that came
 * in the middle of a pure tone has missed, whoever decodes.
 */
const beeps = (sampleRate: number) =>
  [
    `audiotestsrc is-live=true samplesperbuffer=${sampleRate / 50} wave=ticks freq=1000 volume=0.5 apply-tick-ramp=true`,
    `tick-interval=400000000 sine-periods-per-tick=200 ! audio/x-raw,format=S16LE,rate=${sampleRate},channels=1`,
  ].join(' ');
export const opusSource = () => source(`${beeps(48_000)} ! opusenc frame-size=20 ! rtpopuspay pt=111`);
export const speexSource = () => source(`${beeps(16_000)} ! speexenc ! rtpspeexpay pt=97`);

/** The bars, and some snow below them so that every picture differs: of a still one Theora sends nothing. */
const bars = (width: number, height: number, frameRate: number) =>
  `videotestsrc is-live=true pattern=smpte ! video/x-raw,format=I420,width=${width},height=${height},framerate=${frameRate}/1`;
export const vp8Source = (width = 320, height = 180, frameRate = 25) =>
  source(
    `${bars(width, height, frameRate)} ! vp8enc deadline=1 cpu-used=8 keyframe-max-dist=25 target-bitrate=500000 ! rtpvp8pay pt=96 mtu=1200 picture-id-mode=2`,
  );
export const theoraSource = (width = 320, height = 180, frameRate = 25) =>
  source(
    `${bars(width, height, frameRate)} ! theoraenc keyframe-force=25 keyframe-freq=25 speed-level=2 ! rtptheorapay pt=98 mtu=1200`,
  );

/** The configuration that a GStreamer payloader has told in its caps. */
export function configurationOf(pipeline: Pipeline): string | undefined {
  return /configuration=\(string\)"?([A-Za-z0-9+/=]+)/.exec(pipeline.said())?.[1];
}

export interface Judge extends AsyncDisposable {
  readonly pipeline: Pipeline;
  take(packet: Buffer): void;
}

/** A GStreamer receiver of RTP whose decoded raw media are read from `pipeline.output()`. */
export async function judge(caps: string, decoder: string): Promise<Judge> {
  const socket = await bind();
  const probe = await bind();
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  const pipeline = gstreamer(
    `udpsrc address=127.0.0.1 port=${port} caps=application/x-rtp,${caps} ! ${decoder} ! fdsink fd=3 sync=false`,
  );
  return {
    pipeline,
    take: (packet) => socket.send(packet, port, '127.0.0.1'),
    async [Symbol.asyncDispose]() {
      await pipeline[Symbol.asyncDispose]();
      socket.close();
    },
  };
}

const PCM_16K = 'audioconvert ! audioresample ! audio/x-raw,format=S16LE,rate=16000,channels=1';
export const speexJudge = () =>
  judge('media=audio,encoding-name=SPEEX,clock-rate=16000,payload=97', `rtpspeexdepay ! speexdec ! ${PCM_16K}`);
export const opusJudge = () =>
  judge('media=audio,encoding-name=OPUS,clock-rate=48000,payload=111', `rtpopusdepay ! opusdec ! ${PCM_16K}`);
const rgb = 'videoconvert ! video/x-raw,format=RGB';
export const vp8Judge = () =>
  judge('media=video,encoding-name=VP8,clock-rate=90000,payload=96', `rtpvp8depay ! vp8dec ! ${rgb}`);
export const theoraJudge = (configuration: string) =>
  judge(
    `media=video,encoding-name=THEORA,clock-rate=90000,payload=98,configuration=(string)"${configuration}"`,
    `rtptheoradepay ! theoradec ! ${rgb}`,
  );

/** How much (0..1) of the loud parts of 16 kHz mono s16 is at `frequency`; 0 where nothing is loud. */
export function shareOfTone(pcm: Buffer, frequency: number): number {
  const block = 640;
  const shares: number[] = [];
  for (let at = 0; at + block * 2 <= pcm.length; at += block * 2) {
    const samples = Array.from({ length: block }, (_, index) => pcm.readInt16LE(at + 2 * index));
    const isLoud = samples.reduce((sum, sample) => sum + sample * sample, 0) / block > 3_000 ** 2;
    if (isLoud) shares.push(shareInBlock(samples, frequency));
  }
  return shares.length === 0 ? 0 : shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** Goertzel's algorithm at 16 kHz. */
function shareInBlock(samples: readonly number[], frequency: number): number {
  const sampleRate = 16_000;
  const step = 2 * Math.cos((2 * Math.PI * frequency) / sampleRate);
  let [s1, s2, power] = [0, 0, 0];
  for (const sample of samples) {
    [s1, s2] = [sample + step * s1 - s2, s1];
    power += sample * sample;
  }
  const tone = s1 * s1 + s2 * s2 - step * s1 * s2;
  return power === 0 ? 0 : (2 * tone) / (power * samples.length);
}

/** The colours in the middle of the seven bars of the last whole picture, as letters; `undefined` before there is one. */
export function barsOf(rgbPictures: Buffer, width: number, height: number): string | undefined {
  // GStreamer pads RGB rows to a multiple of four octets.
  const stride = Math.ceil((width * 3) / 4) * 4;
  const size = stride * height;
  const count = Math.floor(rgbPictures.length / size);
  if (count === 0) return undefined;
  const picture = rgbPictures.subarray((count - 1) * size, count * size);
  const letters = Array.from({ length: 7 }, (_, bar) => {
    const at = Math.floor(height / 3) * stride + Math.floor(((bar + 0.5) * width) / 7) * 3;
    return [...picture.subarray(at, at + 3)].map((value) => (value > 128 ? '1' : '0')).join('');
  });
  const names: Record<string, string> = {
    '111': 'W',
    '110': 'Y',
    '011': 'C',
    '010': 'G',
    '101': 'M',
    '100': 'R',
    '001': 'B',
    '000': 'K',
  };
  return letters.map((letter) => names[letter]).join('');
}

/** SMPTE's bars, from left to right. */
export const BARS = 'WYCGMRB';

export function transcoder(
  options: Pick<TranscoderOptions, 'from' | 'to'> & Partial<TranscoderOptions>,
): Transcoder & AsyncDisposable {
  const made = createTranscoder({
    id: 'under test',
    ssrc: 0xfeedbeef,
    onRtp: nothing,
    onKeyframeNeeded: nothing,
    onState: nothing,
    log: silentLog,
    ...options,
  });
  return { ...made, [Symbol.asyncDispose]: made.close };
}

/** Whether a process is there and is no zombie. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    return !/^State:\s+Z/m.test(await readFile(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
