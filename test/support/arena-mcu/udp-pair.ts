/** RTP's two sockets: an even port and the odd one above it (RFC 3550, section 11). */
import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export interface UdpPair {
  readonly rtp: Socket;
  readonly rtcp: Socket;
  readonly rtpPort: number;
  readonly rtcpPort: number;
  close(): Promise<void>;
}

const attempts = 50;
const receiveBufferBytes = 1 << 20;

/** Binds `rtpPort` and the port above it, or, with 0, some free pair below the kernel's own range of ports. */
export async function bindUdpPair(host: string, rtpPort: number): Promise<UdpPair> {
  for (let attempt = 1; ; attempt += 1) {
    const port = rtpPort === 0 ? 2 * randomInt(10_000, 16_000) : rtpPort;
    const rtp = await bind(host, port);
    const rtcp = rtp === undefined ? undefined : await bind(host, port + 1);
    if (rtp !== undefined && rtcp !== undefined) return pairOf(rtp, rtcp, port);
    if (rtp !== undefined) await closeSocket(rtp);
    if (rtpPort !== 0 || attempt === attempts) throw new Error(`no free pair of UDP ports at ${host}:${port}`);
  }
}

function pairOf(rtp: Socket, rtcp: Socket, rtpPort: number): UdpPair {
  let closing: Promise<unknown> | undefined;
  return {
    rtp,
    rtcp,
    rtpPort,
    rtcpPort: rtpPort + 1,
    async close() {
      closing ??= Promise.all([closeSocket(rtp), closeSocket(rtcp)]);
      await closing;
    },
  };
}

/** `undefined` where the port is taken. */
async function bind(host: string, port: number): Promise<Socket | undefined> {
  const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4', recvBufferSize: receiveBufferBytes });
  socket.bind(port, host);
  try {
    await once(socket, 'listening');
    return socket;
  } catch (error) {
    socket.close();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

async function closeSocket(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => socket.close(() => resolve()));
}
