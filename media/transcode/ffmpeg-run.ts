import { randomInt } from 'node:crypto';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../contract/log.ts';
import { parseRtpHeader } from '../rtp/rtp-packet.ts';
import { createAviReader } from './avi-pictures.ts';
import { type FfmpegTarget, inputOptions, outputOptions, targetUrl } from './ffmpeg-arguments.ts';
import { type FfmpegJob, type FfmpegProcess, startFfmpeg } from './ffmpeg-process.ts';
import { sourceSdp } from './ffmpeg-sdp.ts';
import { type MediaFormat, pictureShapeOf, type VideoFormat } from './formats.ts';
import { bindLoopback, freePortPair, isListening, LOOPBACK } from './loopback.ts';
import { createTheoraPacketizer } from './theora-packetizer.ts';

/** One life of one ffmpeg, with the sockets before and behind it. */
export interface FfmpegRun {
  pid(): number | undefined;
  /** Packets in the source's format; only after `onReady`. */
  feed(packets: readonly Buffer[]): void;
  /** Ends it politely, then surely; `onExit` tells when it is gone. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
}

export interface FfmpegRunListener {
  onReady(): void;
  onPacket(packet: Buffer): void;
  onBeat(): void;
  /** Once, when the process is gone and the sockets are closed. */
  onExit(cause: string): void;
}

const POLL_MS = 5;

/** ffmpeg needs a second signal where its input is silent; a stopped one takes only SIGKILL. */
const SIGNAL_EVERY_MS = 150;

/** What is sent at once fits the smallest usual receive buffer; the rest follows a moment later. */
const BURST_PACKETS = 40;
const BURST_EVERY_MS = 4;

/** Starts ffmpeg from one format to the other. What fails on the way comes by `onExit` too. */
export function startFfmpegRun(from: MediaFormat, to: MediaFormat, log: Log, listener: FfmpegRunListener): FfmpegRun {
  let ending: 'stop' | 'kill' | undefined;
  let ffmpeg: FfmpegProcess | undefined;
  let sender: Sender | undefined;
  const sockets: Socket[] = [];

  function deliver(packets: readonly Buffer[]): void {
    listener.onBeat();
    for (const packet of packets) listener.onPacket(packet);
  }

  function outputFor(target: FfmpegTarget): FfmpegJob['output'] {
    if (to.codec !== 'theora') return { kind: 'url', url: targetUrl(target) };
    return { kind: 'stream', stream: theoraSink(to, target.ssrc, deliver) };
  }

  async function live(): Promise<string> {
    const output = await bindLoopback();
    const input = await bindLoopback();
    sockets.push(output, input);
    const target = { port: output.address().port, ssrc: randomInt(1, 2 ** 32) };
    output.on('message', (packet) => {
      if (parseRtpHeader(packet)?.ssrc === target.ssrc) deliver([packet]);
    });
    const port = await freePortPair();
    if (ending !== undefined) return 'it was ended before it began';

    const job = {
      inputOptions: inputOptions(from),
      input: { kind: 'sdp' as const, text: sourceSdp(from, port) },
      outputOptions: outputOptions(from, to, target),
      output: outputFor(target),
    } satisfies FfmpegJob;
    const onWarning = (line: string) => log.debug({ line: line.slice(0, 300) }, 'ffmpeg says');
    const process = startFfmpeg(job, { onBeat: listener.onBeat, onWarning });
    ffmpeg = process;
    let isGone = false;
    const ended = process.ended.then((end) => {
      isGone = true;
      return end.cause;
    });
    while (!isGone && !(await isListening(port))) await delay(POLL_MS);
    if (!isGone) {
      input.connect(port, LOOPBACK);
      await once(input, 'connect');
      // A refusal (ICMP) comes as an error of the next send: the process has just died, and its end is told.
      input.on('error', (error) => log.debug({ err: error }, 'sending to ffmpeg failed'));
      sender = createSender(input);
      listener.onReady();
    }
    return await ended;
  }

  async function endGently(process: FfmpegProcess): Promise<void> {
    let isGone = false;
    void process.ended.then(() => {
      isGone = true;
    });
    for (const signal of ['SIGTERM', 'SIGTERM', 'SIGKILL'] as const) {
      if (isGone) return;
      process.kill(signal);
      await Promise.race([process.ended, delay(SIGNAL_EVERY_MS)]);
    }
  }

  live()
    .catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
    .then((cause) => {
      sender?.close();
      for (const socket of sockets) socket.close();
      listener.onExit(cause);
    })
    .catch((error: unknown) => log.error({ err: error }, 'the end of ffmpeg could not be handled'));

  return {
    pid: () => ffmpeg?.pid(),
    feed: (packets) => sender?.send(packets),
    stop() {
      if (ending !== undefined) return;
      ending = 'stop';
      if (ffmpeg !== undefined) void endGently(ffmpeg);
    },
    kill() {
      ending = 'kill';
      ffmpeg?.kill('SIGKILL');
    },
  };
}

/** Where ffmpeg writes Theora in AVI. Fails, and ffmpeg with it, at what is no AVI. */
function theoraSink(to: VideoFormat, ssrc: number, deliver: (packets: readonly Buffer[]) => void): Writable {
  const read = createAviReader();
  const firstTimestamp = randomInt(1, 2 ** 32);
  const packetize = createTheoraPacketizer(pictureShapeOf(to), { payloadType: to.payloadType, ssrc, firstTimestamp });
  return new Writable({
    write(piece: Buffer, _encoding, done) {
      try {
        deliver(read(piece).flatMap(packetize));
        done();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
}

interface Sender {
  send(packets: readonly Buffer[]): void;
  close(): void;
}

/** Sends in order and at once, but never more in one go than a receive buffer holds. */
function createSender(socket: Socket): Sender {
  let waiting: Buffer[] = [];
  let timer: NodeJS.Timeout | undefined;

  function sendBurst(): void {
    timer = undefined;
    for (const packet of waiting.splice(0, BURST_PACKETS)) socket.send(packet);
    if (waiting.length > 0) timer = setTimeout(sendBurst, BURST_EVERY_MS);
  }

  return {
    send(packets) {
      waiting.push(...packets);
      if (timer === undefined) sendBurst();
    },
    close() {
      clearTimeout(timer);
      waiting = [];
    },
  };
}
