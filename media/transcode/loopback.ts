import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

/** UDP on 127.0.0.1 between us and our ffmpeg. */
export const LOOPBACK = '127.0.0.1';

/** A keyframe comes in one burst; the kernel grants what its limits allow. */
const RECEIVE_BUFFER_BYTES = 1_000_000;

const MOST_ATTEMPTS = 50;

/** A bound socket; the caller closes it. Rejects with the system's error. */
export async function bindLoopback(port = 0): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
  socket.bind(port, LOOPBACK);
  try {
    await once(socket, 'listening');
  } catch (cause) {
    socket.close();
    throw cause;
  }
  return socket;
}

/**
 * An even port that was free a moment ago, as was the next one, for RTP and RTCP (RFC 3550, 11). Somebody else may take
 * it before ffmpeg does: then ffmpeg ends, and is started again with another.
 */
export async function freePortPair(): Promise<number> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const rtp = await bindLoopback();
    const { port } = rtp.address();
    const isFree = port % 2 === 0 && (await canBind(port + 1));
    rtp.close();
    await once(rtp, 'close');
    if (isFree) return port;
  }
  throw new Error(`No free pair of UDP ports on ${LOOPBACK} in ${MOST_ATTEMPTS} attempts.`);
}

async function canBind(port: number): Promise<boolean> {
  try {
    const socket = await bindLoopback(port);
    socket.close();
    await once(socket, 'close');
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE') return false;
    throw cause;
  }
}

/** Whether some process listens on the port, without touching it: Linux tells by its table of sockets (proc(5)). */
export async function isListening(port: number): Promise<boolean> {
  const table = await readFile('/proc/net/udp', 'latin1');
  return table.includes(` 0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} `);
}
