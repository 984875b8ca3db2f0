import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isListening } from '../../../media/transcode/loopback.ts';
import type { BridgePath } from './bridge-paths.ts';
import type { TimedPacket } from './rtp-recording.ts';

/** rtpengine (Debian's `rtpengine-daemon`) between an offerer who speaks `from` and an answerer who speaks `to`; sound. */
export const rtpengine: BridgePath = {
  name: 'rtpengine',
  async open(from, to) {
    const [offerer, answerer, control] = await Promise.all([bind(), bind(), bind()]);
    const port = await freePort();
    const child = startRtpengine(port);
    while (!(await isListening(port))) await new Promise((resolve) => setTimeout(resolve, 10));

    const ask = (message: object) => request(control, port, { 'call-id': 'bench', 'from-tag': 'a', ...message });
    await ask({ command: 'offer', sdp: sdpOf(from, offerer), codec: { transcode: [encodingOf(to)], mask: ['all'] } });
    const answer = await ask({ command: 'answer', 'to-tag': 'b', sdp: sdpOf(to, answerer) });
    const input = Number(/m=audio (\d+)/.exec(answer)?.[1]);
    if (!input) throw new Error(`rtpengine said ${answer}`);

    const received: TimedPacket[] = [];
    answerer.on('message', (packet) => {
      packet.writeUInt8((packet.readUInt8(1) & 0x80) | to.payloadType, 1);
      received.push({ packet, atMs: performance.now() });
    });
    return {
      send: (packet) => offerer.send(packet, input, '127.0.0.1'),
      received,
      close: () => end(child, [offerer, answerer, control]),
    };
  },
};

export function hasRtpengine(): boolean {
  return spawnSync('rtpengine', ['--version']).status === 0;
}

function startRtpengine(port: number): ChildProcess {
  const options = [
    '--table=-1',
    '--interface=127.0.0.1',
    `--listen-ng=127.0.0.1:${port}`,
    '--foreground',
    '--log-stderr',
  ];
  return spawn('setpriv', ['--pdeathsig', 'KILL', 'rtpengine', '--config-file=none', ...options], { stdio: 'ignore' });
}

const encodingOf = ({ codec, clockRate }: { codec: string; clockRate: number }) =>
  codec === 'opus' ? 'opus/48000/2' : `${codec}/${clockRate}`;

function sdpOf(format: { codec: string; clockRate: number; payloadType: number }, socket: Socket): string {
  const { port } = socket.address();
  const rtpmap = `a=rtpmap:${format.payloadType} ${encodingOf(format)}`;
  const media = [`m=audio ${port} RTP/AVP ${format.payloadType}`, rtpmap, 'a=ptime:20', 'a=sendrecv'];
  return `${['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', ...media].join('\r\n')}\r\n`;
}

/** One command of rtpengine's ng protocol: a cookie, then a bencoded dictionary. */
async function request(socket: Socket, port: number, message: object): Promise<string> {
  const cookie = Math.random().toString(36).slice(2);
  socket.send(`${cookie} ${bencode(message)}`, port, '127.0.0.1');
  const [answer] = await once(socket, 'message', { signal: AbortSignal.timeout(5_000) });
  return String(answer);
}

function bencode(value: unknown): string {
  if (typeof value === 'string') return `${Buffer.byteLength(value)}:${value}`;
  if (Array.isArray(value)) return `l${value.map(bencode).join('')}e`;
  if (typeof value === 'object' && value !== null) {
    return `d${Object.entries(value)
      .map((entry) => entry.map(bencode).join(''))
      .join('')}e`;
  }
  throw new TypeError(`Cannot bencode a ${typeof value}.`);
}

async function bind(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

async function freePort(): Promise<number> {
  const socket = await bind();
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

async function end(child: ChildProcess, sockets: readonly Socket[]): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  for (const socket of sockets) socket.close();
}
