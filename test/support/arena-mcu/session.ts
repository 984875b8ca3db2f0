/** One gateway in one arena, from its JOIN to its end: the MCU's side of the profile's signalling (sections 3 and 4). */

import { APP_NAME } from '../../../media/arena/app-packet.ts';
import type { ArenaRequest, ArenaStream } from '../../../media/arena/messages.ts';
import type {
  Answer,
  RepeatPlan,
  RequestHandle,
  TransactionAction,
  Transactions,
} from '../../../media/arena/transactions.ts';
import type { Log } from '../../../media/contract/log.ts';
import { parseApp, parseRtcp, type RtcpApp, type RtcpSlice } from '../../../media/rtp/rtcp.ts';
import type { Arena, ArenaObserver } from './arena.ts';
import { createGatewayRecord, type GatewayStatus } from './gateway-record.ts';
import type { IncomingStream } from './incoming-stream.ts';
import { createSessionMedia, type SubscriptionStatus } from './session-media.ts';

/** What is known of a session, as plain data. */
export interface SessionStatus extends GatewayStatus {
  readonly session: string;
  readonly arena: string;
  /** The gateway's and the MCU's session SSRC. */
  readonly clientSsrc: number;
  readonly mcuSsrc: number;
  readonly cname: string;
  readonly name: string;
  readonly address: string;
  readonly rtpPort: number;
  /** Announced by the gateway, and not ended. */
  readonly streams: readonly ArenaStream[];
  /** What of the arena the gateway takes. */
  readonly subscriptions: readonly SubscriptionStatus[];
}

export interface McuSession {
  readonly clientSsrc: number;
  status(): SessionStatus;
  incoming(): IncomingStream[];
  receiveRtp(packet: Buffer): boolean;
  receiveRtcp(packets: readonly RtcpSlice[]): void;
  /** Does what is due; to be called every 100 ms or so. */
  elapse(): void;
  /** Tells the gateway LEAVE and BYE where it is still there, and frees everything. Idempotent. */
  close(reason: string): Promise<void>;
}

export interface SessionOptions {
  readonly session: string;
  readonly peer: { readonly address: string; readonly rtpPort: number };
  readonly clientSsrc: number;
  readonly ownSsrc: number;
  readonly join: Extract<ArenaRequest, { type: 'JOIN' }>['body'];
  readonly joinHandle: RequestHandle;
  readonly transactions: Transactions;
  readonly arena: Arena;
  /** False where some stream or session has the SSRC already. */
  readonly reserveSsrc: (ssrc: number) => boolean;
  readonly releaseSsrc: (ssrc: number) => void;
  readonly sendRtp: (packet: Buffer) => void;
  readonly sendRtcp: (datagram: Buffer) => void;
  readonly countDropped: (reason: string) => void;
  /** It ended otherwise than by `close`; everything is freed already. */
  readonly onEnd: (reason: string) => void;
  readonly pingAfterMs: number;
  readonly log: Log;
}

const pingPlan: RepeatPlan = { firstMs: 1000, repeats: 0, finalMs: 1000 };
const pingsUnansweredAtEnd = 3;
const reportIntervalMs = 2000;

export function createMcuSession(options: SessionOptions): McuSession {
  const { arena, transactions, clientSsrc, ownSsrc, join, peer, log } = options;
  const media = createSessionMedia({ ...options, arena });
  const gateway = createGatewayRecord({ ...options, media, later });
  let requests = 0;
  let pings = 0;
  let pingDueMs = performance.now() + options.pingAfterMs;
  let reportDueMs = performance.now() + reportIntervalMs;
  let closed: Promise<void> | undefined;

  function run(actions: readonly TransactionAction[]): void {
    for (const action of actions) {
      switch (action.kind) {
        case 'send':
          options.sendRtcp(action.datagram);
          break;
        case 'request':
          heard();
          answer(action.request, action.handle);
          break;
        case 'response':
          heard();
          if (action.response.result.kind === 'refused') {
            log.warn({ type: action.response.type, ...action.response.result }, 'the gateway refused');
          }
          break;
        case 'unanswered':
          unanswered(action.type);
          break;
        case 'dropped':
          options.countDropped(action.reason);
      }
    }
  }

  function heard(): void {
    pingDueMs = performance.now() + options.pingAfterMs;
    pings = 0;
  }

  function unanswered(type: string): void {
    if (type !== 'PING') {
      endBy(`${type} was not answered`);
      return;
    }
    pings += 1;
    pingDueMs = performance.now();
    if (pings >= pingsUnansweredAtEnd) endBy('PING was not answered');
  }

  function ask(request: ArenaRequest, plan?: RepeatPlan): void {
    requests += 1;
    run(transactions.request(requests, request, performance.now(), plan));
  }

  function respond(handle: RequestHandle, answer: Answer): void {
    run(transactions.respond(handle, answer, performance.now()));
  }

  function answer(request: ArenaRequest, handle: RequestHandle): void {
    const refusal = gateway.act(request);
    respond(handle, refusal === undefined ? { kind: 'accepted', body: {} } : { kind: 'refused', ...refusal });
    // Behind the answer, so that a gateway hears of a subscription after its stream was accepted.
    if (request.type === 'STREAM') subscribeAsWanted();
    if (request.type === 'LEAVE') endBy('left');
  }

  /** Somebody in the arena wants every stream; nobody is there to want one in an empty arena. */
  function subscribeAsWanted(): void {
    const wanted = arena.participants().length > 0;
    for (const stream of media.allIncoming()) {
      if (stream.isSubscribed() === wanted) continue;
      stream.setSubscribed(wanted);
      ask({ type: wanted ? 'SUBSCRIBE' : 'UNSUBSCRIBE', body: { ssrc: stream.description().ssrc } });
    }
  }

  function later(work: Promise<void>): void {
    work.catch((error: unknown) => log.error({ error: String(error) }, 'a stream did not end'));
  }

  const observer: ArenaObserver = {
    participantChanged(participant, state) {
      ask({ type: 'PARTICIPANT', body: { ...participant, state } });
      subscribeAsWanted();
    },
    streamAnnounced: (stream) => ask({ type: 'STREAM', body: stream.description() }),
    streamEnded(ssrc) {
      if (media.subscriptions().some((subscription) => subscription.ssrc === ssrc))
        media.sayBye(ssrc, 'the stream has ended');
      later(media.unsubscribe(ssrc));
      ask({ type: 'STREAM_END', body: { ssrc } });
    },
  };
  const stopObserving = arena.observe(observer);

  async function free(): Promise<void> {
    stopObserving();
    for (const stream of media.allIncoming()) options.releaseSsrc(stream.description().ssrc);
    await media.close();
  }

  function endBy(reason: string): void {
    if (closed !== undefined) return;
    closed = free();
    later(closed);
    options.onEnd(reason);
  }

  function bye(ssrcs: readonly number[]): void {
    if (ssrcs.includes(clientSsrc)) endBy('BYE');
    else for (const ssrc of ssrcs) if (media.incoming(ssrc) !== undefined) gateway.endStream(ssrc);
  }

  function receiveRtcp(packets: readonly RtcpSlice[]): void {
    for (const slice of packets) {
      const app: RtcpApp | undefined = parseApp(slice);
      if (app?.name === APP_NAME) {
        run(transactions.receive(app, performance.now()));
        continue;
      }
      const packet = parseRtcp(slice);
      if (packet === undefined) options.countDropped('malformed RTCP packet');
      else if (packet.kind === 'bye') bye(packet.ssrcs);
      else media.receiveRtcp(packet);
    }
  }

  respond(options.joinHandle, {
    kind: 'accepted',
    body: {
      session: options.session,
      ssrc: ownSsrc,
      // No applications are shared here.
      tilePort: 0,
      participants: arena.participants(),
      streams: arena.streams().map((stream) => stream.description()),
    },
  });

  return {
    clientSsrc,
    status: () => ({
      session: options.session,
      arena: arena.name,
      clientSsrc,
      mcuSsrc: ownSsrc,
      cname: join.cname,
      name: join.name,
      ...peer,
      streams: media.allIncoming().map((stream) => stream.description()),
      subscriptions: media.subscriptions(),
      ...gateway.status(),
    }),
    incoming: media.allIncoming,
    receiveRtp: media.receiveRtp,
    receiveRtcp,
    elapse() {
      const nowMs = performance.now();
      run(transactions.elapse(nowMs));
      if (closed !== undefined) return;
      if (nowMs >= pingDueMs) {
        // The next one waits for this one's fate.
        pingDueMs = Number.POSITIVE_INFINITY;
        ask({ type: 'PING', body: {} }, pingPlan);
      }
      if (nowMs >= reportDueMs) {
        reportDueMs = nowMs + reportIntervalMs;
        media.sendReports();
      }
    },
    async close(reason) {
      if (closed === undefined) {
        ask({ type: 'LEAVE', body: { reason } });
        media.sayBye(ownSsrc, reason);
        closed = free();
      }
      await closed;
    },
  };
}
