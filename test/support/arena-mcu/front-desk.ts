/** The MCU's two sockets: lets gateways in by JOIN, and gives every datagram to the session that it belongs to. */
import type { RemoteInfo } from 'node:dgram';
import { APP_NAME } from '../../../media/arena/app-packet.ts';
import { type ArenaErrorCode, type ArenaRequest, MESSAGE_TYPES } from '../../../media/arena/messages.ts';
import {
  createTransactions,
  type RequestHandle,
  type TransactionAction,
  type Transactions,
} from '../../../media/arena/transactions.ts';
import type { Log } from '../../../media/contract/log.ts';
import { appsNamed, type RtcpApp, splitCompound } from '../../../media/rtp/rtcp.ts';
import type { Arena } from './arena.ts';
import type { IncomingStream } from './incoming-stream.ts';
import { createMcuSession, type McuSession, type SessionStatus } from './session.ts';
import type { Ssrcs } from './ssrcs.ts';
import type { UdpPair } from './udp-pair.ts';

export interface FrontDesk {
  sessions(): SessionStatus[];
  incoming(ssrc: number): IncomingStream | undefined;
  dropped(): Record<string, number>;
  setSilent(silent: boolean): void;
  refuseJoins(code: ArenaErrorCode | undefined): void;
  elapse(): void;
  close(): Promise<void>;
}

export interface FrontDeskOptions {
  readonly arenas: ReadonlyMap<string, Arena>;
  readonly ssrcs: Ssrcs;
  readonly sockets: UdpPair;
  readonly token?: string;
  readonly pingAfterMs?: number;
  readonly log: Log;
}

type Join = Extract<ArenaRequest, { type: 'JOIN' }>['body'];
type Refusal = { readonly code: ArenaErrorCode; readonly reason: string };

/** Somebody who signals without a session: not yet in, or just gone, and then answered out of memory. */
interface Visitor {
  readonly transactions: Transactions;
  readonly ownSsrc: number;
  seenAtMs: number;
}

const maxSessions = 16;
const maxVisitors = 64;
/** The profile's 30 s for which answers are remembered, and some more. */
const visitorMemoryMs = 40_000;

export function createFrontDesk(options: FrontDeskOptions): FrontDesk {
  const { arenas, ssrcs, sockets, log } = options;
  /** By the address and port that its RTCP comes from. */
  const sessions = new Map<string, McuSession>();
  /** By that and the session SSRC. */
  const visitors = new Map<string, Visitor>();
  const dropped: Record<string, number> = {};
  let refusal: ArenaErrorCode | undefined;
  let silent = false;
  let joins = 0;

  function countDropped(reason: string): void {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
  }

  function sendRtcp(datagram: Buffer, port: number, address: string): void {
    if (!silent) sockets.rtcp.send(datagram, port, address, sent);
  }

  function sent(error: Error | null): void {
    if (error !== null) log.debug({ error: error.message }, 'a datagram was not sent');
  }

  function visitorOf(peer: RemoteInfo, ssrc: number): Visitor | undefined {
    const key = visitorKey(peer, ssrc);
    const known = visitors.get(key);
    if (known !== undefined) {
      known.seenAtMs = performance.now();
      return known;
    }
    if (visitors.size >= maxVisitors) return undefined;
    const ownSsrc = ssrcs.take();
    const visitor = { transactions: createTransactions({ ssrc: ownSsrc }), ownSsrc, seenAtMs: performance.now() };
    visitor.transactions.expectPeer(ssrc);
    visitors.set(key, visitor);
    return visitor;
  }

  function receiveOutside(app: RtcpApp, peer: RemoteInfo): void {
    const visitor = visitorOf(peer, app.ssrc);
    if (visitor === undefined) {
      countDropped('too many visitors');
      return;
    }
    const nowMs = performance.now();
    const send = (actions: readonly TransactionAction[]): void => {
      for (const action of actions) if (action.kind === 'send') sendRtcp(action.datagram, peer.port, peer.address);
    };
    for (const action of visitor.transactions.receive(app, nowMs)) {
      if (action.kind === 'dropped') countDropped(action.reason);
      if (action.kind !== 'request') send([action]);
      else if (action.request.type === 'JOIN') {
        const refused = admit(action.request.body, action.handle, { app, peer, visitor });
        if (refused !== undefined) {
          send(visitor.transactions.respond(action.handle, { kind: 'refused', ...refused }, nowMs));
        }
      } else {
        const answer = { kind: 'refused', code: 'UNKNOWN_SESSION', reason: 'JOIN first' } as const;
        send(visitor.transactions.respond(action.handle, answer, nowMs));
      }
    }
  }

  function reasonToRefuse(join: Join, clientSsrc: number): Refusal | undefined {
    if (refusal !== undefined) return { code: refusal, reason: 'nobody is let in now' };
    if (!arenas.has(join.arena)) return { code: 'UNKNOWN_ARENA', reason: 'there is no such arena' };
    if (options.token !== undefined && join.token !== options.token) return { code: 'REFUSED', reason: 'wrong token' };
    if (sessions.size >= maxSessions) return { code: 'FULL', reason: `there are ${maxSessions} sessions already` };
    if (!ssrcs.reserve(clientSsrc)) return { code: 'REFUSED', reason: 'the SSRC is taken' };
    return undefined;
  }

  function admit(
    join: Join,
    joinHandle: RequestHandle,
    { app, peer, visitor }: { app: RtcpApp; peer: RemoteInfo; visitor: Visitor },
  ): Refusal | undefined {
    const refused = reasonToRefuse(join, app.ssrc);
    const arena = arenas.get(join.arena);
    if (refused !== undefined || arena === undefined) return refused;
    const key = peerKey(peer);
    void sessions.get(key)?.close('another session came from the same address');
    visitors.delete(visitorKey(peer, app.ssrc));
    joins += 1;
    const { address, port } = peer;
    const session = createMcuSession({
      session: `session-${joins}`,
      peer: { address, rtpPort: port - 1 },
      clientSsrc: app.ssrc,
      ownSsrc: visitor.ownSsrc,
      join,
      joinHandle,
      transactions: visitor.transactions,
      arena,
      reserveSsrc: ssrcs.reserve,
      releaseSsrc: ssrcs.release,
      sendRtp: (packet) => {
        if (!silent) sockets.rtp.send(packet, port - 1, address, sent);
      },
      sendRtcp: (datagram) => sendRtcp(datagram, port, address),
      countDropped,
      onEnd: (reason) => {
        if (sessions.get(key) === session) sessions.delete(key);
        ssrcs.release(app.ssrc);
        visitors.set(visitorKey(peer, app.ssrc), { ...visitor, seenAtMs: performance.now() });
        log.info({ session: session.status().session, reason }, 'a gateway has gone');
      },
      pingAfterMs: options.pingAfterMs ?? 5000,
      log,
    });
    sessions.set(key, session);
    log.info({ session: session.status().session, arena: arena.name, gateway: join.name }, 'a gateway has joined');
    return undefined;
  }

  function receiveRtcp(datagram: Buffer, peer: RemoteInfo): void {
    if (silent) return;
    const split = splitCompound(datagram);
    if (split.kind === 'malformed') {
      countDropped('malformed RTCP');
      return;
    }
    const session = sessions.get(peerKey(peer));
    const apps = appsNamed(split.packets, APP_NAME);
    const newcomer = apps.some((app) => app.subtype === MESSAGE_TYPES.JOIN && app.ssrc !== session?.clientSsrc);
    if (session !== undefined && !newcomer) {
      session.receiveRtcp(split.packets);
      return;
    }
    if (apps.length === 0) countDropped('RTCP of a stranger');
    for (const app of apps) receiveOutside(app, peer);
  }

  function receiveRtp(packet: Buffer, peer: RemoteInfo): void {
    if (silent) return;
    const session = sessions.get(`${peer.address} ${peer.port + 1}`);
    if (session === undefined) countDropped('RTP of a stranger');
    else if (!session.receiveRtp(packet)) countDropped('RTP of an unknown stream');
  }

  function forgetVisitors(): void {
    const nowMs = performance.now();
    for (const [key, visitor] of visitors) {
      if (nowMs - visitor.seenAtMs < visitorMemoryMs) continue;
      visitors.delete(key);
      ssrcs.release(visitor.ownSsrc);
    }
  }

  sockets.rtcp.on('message', receiveRtcp);
  sockets.rtp.on('message', receiveRtp);
  for (const socket of [sockets.rtp, sockets.rtcp]) {
    socket.on('error', (error) => log.error({ error: error.message }, 'a socket of the MCU failed'));
  }

  return {
    sessions: () => [...sessions.values()].map((session) => session.status()),
    incoming: (ssrc) =>
      [...sessions.values()]
        .flatMap((session) => session.incoming())
        .find((stream) => stream.description().ssrc === ssrc),
    dropped: () => ({ ...dropped }),
    setSilent(wanted) {
      silent = wanted;
    },
    refuseJoins(code) {
      refusal = code;
    },
    elapse() {
      forgetVisitors();
      if (!silent) for (const session of sessions.values()) session.elapse();
    },
    async close() {
      const open = [...sessions.values()];
      sessions.clear();
      await Promise.all(open.map((session) => session.close('the MCU ends')));
    },
  };
}

function peerKey({ address, port }: RemoteInfo): string {
  return `${address} ${port}`;
}

function visitorKey(peer: RemoteInfo, ssrc: number): string {
  return `${peerKey(peer)} ${ssrc}`;
}
