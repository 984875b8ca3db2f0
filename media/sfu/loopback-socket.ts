/** A UDP socket between this process and its mediasoup worker, on the loopback interface. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export const LOOPBACK = '127.0.0.1';

export interface LoopbackSocket {
  readonly port: number;
  /** From now on datagrams from elsewhere are not received (the kernel drops them), and `send` needs no address. */
  connect(port: number): Promise<void>;
  /** Dropped where the other end is gone: RTP is lossy. */
  send(datagram: Buffer): void;
  onDatagram(listener: (datagram: Buffer) => void): void;
  close(): void;
}

/** A burst of a keyframe's packets must fit: the default of some 200 KiB loses some of a large one. */
const RECEIVE_BUFFER_BYTES = 1 << 20;

export async function openLoopbackSocket(): Promise<LoopbackSocket> {
  const socket: Socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
  socket.bind(0, LOOPBACK);
  await once(socket, 'listening');
  // A connected UDP socket hears of closed peers as ECONNREFUSED: the owner of the peer knows already.
  socket.on('error', ignorePeerGone);
  let closed = false;

  return {
    port: socket.address().port,
    async connect(port) {
      socket.connect(port, LOOPBACK);
      await once(socket, 'connect');
    },
    send(datagram) {
      if (!closed) socket.send(datagram, ignorePeerGone);
    },
    onDatagram(listener) {
      socket.on('message', listener);
    },
    close() {
      if (closed) return;
      closed = true;
      socket.close();
    },
  };
}

function ignorePeerGone(error: Error | null): void {
  if (error === null || ('code' in error && error.code === 'ECONNREFUSED')) return;
  throw error;
}
