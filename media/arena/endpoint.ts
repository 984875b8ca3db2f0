/**
 * The two UDP sockets of a session: RTP on an even port, RTCP on the odd one above it (RFC 3550, 11). The only file here with
 * sockets. Packets from anywhere but the peer's exact addresses and ports are dropped: an MCU has no other proof of who it is.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { SocketAddress } from 'node:net';

export interface EndpointOptions {
  /** `host` is a name or an address. */
  peer: { host: string; rtpPort: number; rtcpPort: number };
  /** Local address to bind; by default any of the peer's family. */
  bindAddress?: string;
  onRtp(packet: Buffer): void;
  onRtcp(datagram: Buffer): void;
  /** A packet was dropped; the reason is a counter's label. */
  onDrop(reason: EndpointDropReason): void;
  /** A socket has failed for good; comes at most once, and `close` is still to be called. */
  onFailure(error: Error): void;
}

export type EndpointDropReason = 'rtpWrongSource' | 'rtcpWrongSource' | 'sendFailed' | 'sendQueueFull' | 'sendClosed';

export interface Endpoint {
  readonly local: { address: string; rtpPort: number; rtcpPort: number };
  /** Never throws: what cannot be sent is dropped and counted. */
  sendRtp(packet: Buffer): void;
  sendRtcp(datagram: Buffer): void;
  /** Closes both sockets; idempotent. */
  close(): Promise<void>;
}

/** Ports are handed out at random; with nearly all of them taken this many tries still find a pair. */
const MAX_BIND_TRIES = 64;
/** A picture comes as a burst of packets. */
const RECEIVE_BUFFER_BYTES = 1 << 20;
/** Above this the interface is stuck, and waiting packets are of no use to anyone. */
const MAX_QUEUED_BYTES = 1 << 20;

interface Target {
  address: string;
  family: 4 | 6;
}

/**
 * Resolves the peer and binds a pair of ports. Rejects with the system's error where the name is not known (`ENOTFOUND`) or no
 * pair can be bound.
 */
export async function openEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const found = await lookup(options.peer.host);
  const target: Target = { address: found.address, family: found.family === 6 ? 6 : 4 };
  const [rtp, rtcp] = await bindPair(target, options.bindAddress);
  return runEndpoint(options, target, rtp, rtcp);
}

function runEndpoint(options: EndpointOptions, target: Target, rtp: Socket, rtcp: Socket): Endpoint {
  const { peer, onDrop } = options;
  let closed: Promise<void> | undefined;
  let failed = false;

  function fail(error: Error): void {
    if (failed || closed !== undefined) return;
    failed = true;
    options.onFailure(error);
  }

  function receive(socket: Socket, port: number, reason: EndpointDropReason, take: (packet: Buffer) => void): void {
    const isPeer = sourceCheck(target, port);
    socket.on('message', (packet, source) => (isPeer(source) ? take(packet) : onDrop(reason)));
    socket.on('error', fail);
  }

  function send(socket: Socket, port: number, packet: Buffer): void {
    if (closed !== undefined) {
      onDrop('sendClosed');
    } else if (socket.getSendQueueSize() > MAX_QUEUED_BYTES) {
      onDrop('sendQueueFull');
    } else {
      socket.send(packet, port, target.address, (error) => {
        if (error !== null) onDrop('sendFailed');
      });
    }
  }

  receive(rtp, peer.rtpPort, 'rtpWrongSource', options.onRtp);
  receive(rtcp, peer.rtcpPort, 'rtcpWrongSource', options.onRtcp);
  const { address, port } = rtp.address();
  return {
    local: { address, rtpPort: port, rtcpPort: rtcp.address().port },
    sendRtp: (packet) => send(rtp, peer.rtpPort, packet),
    sendRtcp: (datagram) => send(rtcp, peer.rtcpPort, datagram),
    close() {
      closed ??= Promise.all([closeSocket(rtp), closeSocket(rtcp)]).then(() => undefined);
      return closed;
    },
  };
}

/** Tells the peer's packets; IPv6 addresses are compared in their canonical form. */
function sourceCheck(target: Target, port: number): (source: RemoteInfo) => boolean {
  const family = target.family === 6 ? 'ipv6' : 'ipv4';
  const { address } = new SocketAddress({ address: target.address.replace(/%.*$/, ''), family, port });
  return (source) => source.port === port && source.address.replace(/%.*$/, '') === address;
}

/** Binds one socket anywhere and the other beside it, until both are free. */
async function bindPair(target: Target, bindAddress: string | undefined): Promise<[rtp: Socket, rtcp: Socket]> {
  let lastError: unknown;
  for (let tries = 0; tries < MAX_BIND_TRIES; tries += 1) {
    const first = await bind(target, bindAddress, 0);
    const { port } = first.address();
    try {
      const second = await bind(target, bindAddress, port ^ 1);
      return port % 2 === 0 ? [first, second] : [second, first];
    } catch (error) {
      lastError = error;
      await closeSocket(first);
    }
  }
  throw new Error('no pair of adjacent UDP ports is free', { cause: lastError });
}

async function bind(target: Target, address: string | undefined, port: number): Promise<Socket> {
  const socket = createSocket({
    type: target.family === 6 ? 'udp6' : 'udp4',
    recvBufferSize: RECEIVE_BUFFER_BYTES,
    // The address is resolved; Node would ask again for each packet, a tick later.
    lookup: (host, _options, callback) => callback(null, host, target.family),
  });
  try {
    // Asked for first: with a lookup that answers at once the event comes within `bind`.
    const listening = once(socket, 'listening');
    socket.bind({ port, exclusive: true, ...(address !== undefined && { address }) });
    await listening;
  } catch (error) {
    await closeSocket(socket);
    throw error;
  }
  return socket;
}

async function closeSocket(socket: Socket): Promise<void> {
  const closed = once(socket, 'close');
  socket.close();
  await closed;
}
