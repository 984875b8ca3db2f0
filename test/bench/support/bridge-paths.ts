import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { inputOptions, outputOptions, targetUrl } from '../../../media/transcode/ffmpeg-arguments.ts';
import { sourceSdp } from '../../../media/transcode/ffmpeg-sdp.ts';
import type { MediaFormat } from '../../../media/transcode/formats.ts';
import { freePortPair, isListening } from '../../../media/transcode/loopback.ts';
import { createTranscoder } from '../../../media/transcode/transcoder.ts';
import type { TimedPacket } from './rtp-recording.ts';

/** Something that takes one stream of RTP and gives another, ready to be fed. */
export interface OpenPath {
  send(packet: Buffer): void;
  received: TimedPacket[];
  close(): Promise<void>;
}

export interface BridgePath {
  name: string;
  open(from: MediaFormat, to: MediaFormat): Promise<OpenPath>;
}

function nothing(): void {
  // Nothing is logged in a measurement.
}

/** Our transcoder, from `feed` to `onRtp`. */
export const ours: BridgePath = {
  name: 'Bryggen',
  async open(from, to) {
    const received: TimedPacket[] = [];
    let tellRunning = nothing;
    const running = new Promise<void>((resolve) => {
      tellRunning = resolve;
    });
    const transcoder = createTranscoder({
      id: 'bench',
      from,
      to,
      ssrc: 1,
      onRtp: (packet) => received.push({ packet, atMs: performance.now() }),
      onKeyframeNeeded: nothing,
      onState: (state) => {
        if (state.kind === 'running') tellRunning();
      },
      log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    });
    await running;
    return { send: transcoder.feed, received, close: transcoder.close };
  },
};

/** ffmpeg alone, with the same flags, from its socket to ours; Theora leaves by its own RTP muxer. */
export const bareFfmpeg: BridgePath = {
  name: 'bare ffmpeg',
  async open(from, to) {
    const received: TimedPacket[] = [];
    const output = await bind();
    output.on('message', (packet) => received.push({ packet, atMs: performance.now() }));
    const target = { port: output.address().port, ssrc: 1 };
    const port = await freePortPair();
    const muxer = ['-f', 'rtp', '-rtpflags', 'skip_rtcp', '-payload_type', String(to.payloadType), '-max_delay', '0'];
    const encoding = outputOptions(from, to, target);
    const options = to.codec === 'theora' ? [...encoding.slice(0, encoding.lastIndexOf('-f')), ...muxer] : encoding;
    const args = [...inputOptions(from), '-i', 'pipe:0', ...options, targetUrl(target)];
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'ffmpeg', ...args], { stdio: ['pipe', 'ignore', 'ignore'] });
    child.stdin?.end(sourceSdp(from, port));
    while (!(await isListening(port))) await new Promise((resolve) => setTimeout(resolve, 5));
    const input = await bind();
    input.connect(port, '127.0.0.1');
    await once(input, 'connect');
    return { send: (packet) => input.send(packet), received, close: () => end(child, [input, output]) };
  },
};

async function bind(): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1_000_000 });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

async function end(child: ChildProcess, sockets: readonly Socket[]): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  for (const socket of sockets) socket.close();
}
