/** A PlainTransport and a loopback socket of ours that know each other, and nobody else. */
import type { types } from 'mediasoup';
import { LOOPBACK, type LoopbackSocket } from './loopback-socket.ts';

/** Never `comedia`: the first packet of anybody would win. On failure the socket is closed too. */
export async function plainTransportTo(router: types.Router, socket: LoopbackSocket): Promise<types.PlainTransport> {
  let transport: types.PlainTransport | undefined;
  try {
    transport = await router.createPlainTransport({
      listenInfo: { protocol: 'udp', ip: LOOPBACK },
      rtcpMux: true,
      comedia: false,
    });
    await transport.connect({ ip: LOOPBACK, port: socket.port });
    await socket.connect(transport.tuple.localPort);
    return transport;
  } catch (error) {
    transport?.close();
    socket.close();
    throw error;
  }
}
