/**
 * The floor to measure a join against: one mediasoup router whose signalling is a few lines over one raw WebSocket. No
 * database, no tokens, no validation, no rooms.
 *
 * A client sends `{id, method, ...}` and gets `{id, result}`; `{producerId}` tells it of a stream that came later.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createWorker, type types } from 'mediasoup';
import sirv from 'sirv';
import { type WebSocket, WebSocketServer } from 'ws';
import { routerCodecs } from '../../../media/sfu/rtp-parameters.ts';
import { testPolicy } from '../../support/policy.ts';

export interface MinimalServer extends AsyncDisposable {
  /** Where the page is. */
  readonly origin: string;
}

interface Peer {
  socket: WebSocket;
  send: types.WebRtcTransport;
  receive: types.WebRtcTransport;
}

interface Request {
  id: number;
  method: string;
  transport: 'send' | 'receive';
  dtlsParameters: types.DtlsParameters;
  kind: types.MediaKind;
  rtpParameters: types.RtpParameters;
  rtpCapabilities: types.RtpCapabilities;
  producerId: string;
  consumerId: string;
}

export interface MinimalServerOptions {
  /** Undefined for the one in mediasoup's package. */
  workerBin: string | undefined;
  /** The built page. */
  pageFolder: string;
}

export async function startMinimalServer({ workerBin, pageFolder }: MinimalServerOptions): Promise<MinimalServer> {
  const worker = await createWorker({ logLevel: 'warn', ...(workerBin === undefined ? {} : { workerBin }) });
  const webRtcServer = await worker.createWebRtcServer({
    listenInfos: [
      { protocol: 'udp', ip: '127.0.0.1' },
      { protocol: 'tcp', ip: '127.0.0.1' },
    ],
  });
  const router = await worker.createRouter({ mediaCodecs: routerCodecs(testPolicy) });
  const http = createServer(sirv(pageFolder)).listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('the minimal server has no port');
  const sockets = new WebSocketServer({ server: http });
  serve(sockets, router, webRtcServer);

  return {
    origin: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      http.close();
      http.closeAllConnections();
      worker.close();
    },
  };
}

function serve(sockets: WebSocketServer, router: types.Router, webRtcServer: types.WebRtcServer): void {
  const producers = new Map<string, types.Producer>();
  const consumers = new Map<string, types.Consumer>();
  const peers = new Map<WebSocket, Peer>();
  const createTransport = () =>
    router.createWebRtcTransport({ webRtcServer, enableTcp: true, initialAvailableOutgoingBitrate: 1_500_000 });

  async function join(socket: WebSocket): Promise<object> {
    const [send, receive] = await Promise.all([createTransport(), createTransport()]);
    peers.set(socket, { socket, send, receive });
    return {
      routerRtpCapabilities: router.rtpCapabilities,
      send: optionsOf(send),
      receive: optionsOf(receive),
      producerIds: [...producers.keys()],
    };
  }

  async function produce({ socket, send }: Peer, { kind, rtpParameters }: Request): Promise<object> {
    const producer = await send.produce({ kind, rtpParameters });
    producers.set(producer.id, producer);
    producer.on('transportclose', () => producers.delete(producer.id));
    for (const other of peers.keys()) if (other !== socket) other.send(JSON.stringify({ producerId: producer.id }));
    return { id: producer.id };
  }

  async function consume({ receive }: Peer, { producerId, rtpCapabilities }: Request): Promise<object> {
    const consumer = await receive.consume({ producerId, rtpCapabilities, paused: true });
    consumers.set(consumer.id, consumer);
    const { id, kind, rtpParameters } = consumer;
    return { id, producerId, kind, rtpParameters };
  }

  async function answer(socket: WebSocket, request: Request): Promise<object> {
    if (request.method === 'join') return join(socket);
    const peer = peers.get(socket);
    if (peer === undefined) throw new Error('join first');
    switch (request.method) {
      case 'connect':
        await peer[request.transport].connect({ dtlsParameters: request.dtlsParameters });
        return {};
      case 'produce':
        return produce(peer, request);
      case 'consume':
        return consume(peer, request);
      case 'resume':
        await consumers.get(request.consumerId)?.resume();
        return {};
      default:
        throw new Error(`no method ${request.method}`);
    }
  }

  sockets.on('connection', (socket) => {
    socket.on('message', (data) => {
      const request: Request = JSON.parse(String(data));
      answer(socket, request).then(
        (result) => socket.send(JSON.stringify({ id: request.id, result })),
        (error: unknown) => {
          console.error('the minimal server failed', error);
          socket.close(1011);
        },
      );
    });
    socket.on('close', () => {
      peers.get(socket)?.send.close();
      peers.get(socket)?.receive.close();
      peers.delete(socket);
    });
  });
}

function optionsOf({ id, iceParameters, iceCandidates, dtlsParameters }: types.WebRtcTransport): object {
  return { id, iceParameters, iceCandidates, dtlsParameters };
}
