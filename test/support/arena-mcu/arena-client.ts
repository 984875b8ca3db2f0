/** A bare client of an MCU, for tests of the MCU itself: what a gateway does on the wire, with nothing of a gateway in it. */
import { randomInt } from 'node:crypto';
import { APP_NAME } from '../../../media/arena/app-packet.ts';
import type { ArenaRequest } from '../../../media/arena/messages.ts';
import { createTransactions, type SettledResponse, type TransactionAction } from '../../../media/arena/transactions.ts';
import { parseApp, parseRtcp, type RtcpPacket, splitCompound } from '../../../media/rtp/rtcp.ts';
import { bindUdpPair } from './udp-pair.ts';

export interface ArenaClient extends AsyncDisposable {
  readonly ssrc: number;
  readonly rtpPort: number;
  /** Resolves to the answer, accepted or not; rejects where there is none in 17 s. */
  ask(request: ArenaRequest): Promise<SettledResponse['result']>;
  /** What the MCU has asked, oldest first; all of it is accepted. */
  readonly asked: readonly ArenaRequest[];
  /** RTCP that is no signalling, oldest first. */
  readonly rtcp: readonly RtcpPacket[];
  onRtp(listener: (packet: Buffer) => void): void;
  sendRtp(packet: Buffer): void;
  sendRtcp(datagram: Buffer): void;
  /** From now on nothing is answered. */
  goSilent(): void;
  close(): Promise<void>;
}

export interface ArenaClientOptions {
  readonly host: string;
  /** The MCU's. */
  readonly rtpPort: number;
}

export async function createArenaClient({ host, rtpPort }: ArenaClientOptions): Promise<ArenaClient> {
  const sockets = await bindUdpPair(host, 0);
  const ssrc = randomInt(1, 2 ** 32);
  const transactions = createTransactions({ ssrc });
  const waiting = new Map<
    number,
    { resolve: (result: SettledResponse['result']) => void; reject: (e: Error) => void }
  >();
  const asked: ArenaRequest[] = [];
  const rtcp: RtcpPacket[] = [];
  let ids = 0;
  let silent = false;

  function settle(id: number, { type, result }: SettledResponse): void {
    if (type === 'JOIN' && result.kind === 'accepted') transactions.expectPeer(result.body.ssrc);
    waiting.get(id)?.resolve(result);
  }

  function run(actions: readonly TransactionAction[]): void {
    for (const action of actions) {
      if (action.kind === 'send') sockets.rtcp.send(action.datagram, rtpPort + 1, host);
      if (action.kind === 'request') {
        asked.push(action.request);
        run(transactions.respond(action.handle, { kind: 'accepted', body: {} }, performance.now()));
      }
      if (action.kind === 'response') settle(action.id, action.response);
      if (action.kind === 'unanswered') waiting.get(action.id)?.reject(new Error(`${action.type} was not answered`));
    }
  }

  sockets.rtcp.on('message', (datagram) => {
    const split = splitCompound(datagram);
    if (silent || split.kind === 'malformed') return;
    for (const slice of split.packets) {
      const app = parseApp(slice);
      const packet = parseRtcp(slice);
      if (app?.name === APP_NAME) run(transactions.receive(app, performance.now()));
      else if (packet !== undefined) rtcp.push(packet);
    }
  });
  const timer = setInterval(() => run(transactions.elapse(performance.now())), 50);

  async function close(): Promise<void> {
    clearInterval(timer);
    await sockets.close();
  }

  return {
    ssrc,
    rtpPort: sockets.rtpPort,
    asked,
    rtcp,
    ask: (request) =>
      new Promise((resolve, reject) => {
        ids += 1;
        waiting.set(ids, { resolve, reject });
        run(transactions.request(ids, request, performance.now()));
      }),
    onRtp: (listener) => sockets.rtp.on('message', listener),
    sendRtp: (packet) => sockets.rtp.send(packet, rtpPort, host),
    sendRtcp: (datagram) => sockets.rtcp.send(datagram, rtpPort + 1, host),
    goSilent() {
      silent = true;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
