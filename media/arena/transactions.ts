/**
 * Requests and responses over a transport that loses, doubles and reorders (arena profile, section 3). Pure: packets and `nowMs`
 * in, actions out. Either side of a session uses it; an MCU keeps one for each of its clients.
 */
import type { RtcpApp } from '../rtp/rtcp.ts';
import { type ArenaFrame, createReassembler, encodeFrame, type FragmentFault, parseFragment } from './app-packet.ts';
import {
  type ArenaError,
  type ArenaRequest,
  encodeBody,
  MESSAGE_TYPES,
  type MessageType,
  parseRequest,
  parseResponse,
  type ResponseBody,
  type ResponseResult,
} from './messages.ts';

/** When an unanswered request is sent again, and when it is given up. */
export interface RepeatPlan {
  /** Wait before the first repeat; each later wait is twice the one before it. */
  firstMs: number;
  repeats: number;
  /** Wait for an answer behind the last repeat. An answer to any of the copies counts. */
  finalMs: number;
}

/** Sent at 0, 0.25, 0.75, 1.75, 3.75, 7.75 and 15.75 s, given up at 16.75 s. */
export const DEFAULT_REPEAT_PLAN: RepeatPlan = { firstMs: 250, repeats: 6, finalMs: 1000 };

export interface TransactionsOptions {
  /** The session SSRC that our packets go out under. */
  ssrc: number;
  /** Number of our first transaction, 0..65535. */
  firstTransaction?: number;
  repeatPlan?: RepeatPlan;
  /** How long an answer is remembered; the profile wants 30 s at least. */
  rememberMs?: number;
  /** Requests of the peer that are remembered at once; more are dropped, and the peer repeats them. */
  maxRemembered?: number;
}

/** Says which request of the peer is being answered. */
export interface RequestHandle {
  subtype: number;
  transaction: number;
}

/** A response to one of our requests, whose type and answer belong together. */
export type SettledResponse = { [T in MessageType]: { type: T; result: ResponseResult<T> } }[MessageType];

/** Why a packet of the peer was dropped. The names are counters' labels. */
export type TransactionFault = FragmentFault | 'appUnknownSession' | 'appUnknownTransaction' | 'appTooManyRequests';

export type TransactionAction =
  | { kind: 'send'; datagram: Buffer }
  /** A new request, never a repeat: act, then `respond`, now or later. */
  | { kind: 'request'; request: ArenaRequest; handle: RequestHandle }
  | { kind: 'response'; id: number; response: SettledResponse }
  /** One of our requests was repeated to the end of its plan. */
  | { kind: 'unanswered'; id: number; type: MessageType }
  | { kind: 'dropped'; reason: TransactionFault };

export interface Transactions {
  /** Sends a request under an id of the caller's choice, which its `response` or `unanswered` action will carry. */
  request(id: number, request: ArenaRequest, nowMs: number, plan?: RepeatPlan): TransactionAction[];
  /** Answers a request of the peer, and remembers the answer. */
  respond(handle: RequestHandle, answer: Answer, nowMs: number): TransactionAction[];
  /** Takes one `VARN` packet of the peer. */
  receive(app: RtcpApp, nowMs: number): TransactionAction[];
  /** Does what is due. */
  elapse(nowMs: number): TransactionAction[];
  /** When `elapse` wants to be called, `undefined` for never. */
  deadlineMs(): number | undefined;
  /** From now on requests under this session SSRC are taken; until then none is, since nobody has been joined. */
  expectPeer(ssrc: number): void;
  /** Forgets all our requests and gives back their ids. */
  abandon(): number[];
}

/** What a request is answered with. */
export type Answer = { kind: 'accepted'; body: ResponseBody<MessageType> } | ({ kind: 'refused' } & ArenaError);

interface OutstandingRequest {
  id: number;
  type: MessageType;
  datagrams: Buffer[];
  plan: RepeatPlan;
  sent: number;
  dueMs: number;
}

interface RememberedRequest {
  /** `undefined` until it has been answered. */
  datagrams: Buffer[] | undefined;
  untilMs: number;
}

function send(datagrams: readonly Buffer[]): TransactionAction[] {
  return datagrams.map((datagram) => ({ kind: 'send', datagram }));
}

function dropped(reason: TransactionFault): TransactionAction[] {
  return [{ kind: 'dropped', reason }];
}

/** The wait behind the `sent`th copy of a request. */
function waitMs(plan: RepeatPlan, sent: number): number {
  return sent > plan.repeats ? plan.finalMs : plan.firstMs * 2 ** (sent - 1);
}

export function createTransactions(options: TransactionsOptions): Transactions {
  const { ssrc, repeatPlan = DEFAULT_REPEAT_PLAN, rememberMs = 30_000, maxRemembered = 4096 } = options;
  const reassembler = createReassembler();
  const outstanding = new Map<number, OutstandingRequest>();
  const remembered = new Map<string, RememberedRequest>();
  let nextTransaction = (options.firstTransaction ?? 0) & 0xffff;
  let peerSsrc: number | undefined;

  function takeTransaction(): number {
    while (outstanding.has(nextTransaction)) nextTransaction = (nextTransaction + 1) & 0xffff;
    const transaction = nextTransaction;
    nextTransaction = (nextTransaction + 1) & 0xffff;
    return transaction;
  }

  function request(id: number, message: ArenaRequest, nowMs: number, plan = repeatPlan): TransactionAction[] {
    const transaction = takeTransaction();
    const subtype = MESSAGE_TYPES[message.type];
    const body = encodeBody(message.body);
    const encoded = encodeFrame({ ssrc, subtype, transaction, response: false, error: false, body });
    if (encoded.kind === 'tooLarge') throw new RangeError(`a ${message.type} of ${encoded.bytes} octets passes 64 KiB`);
    const { datagrams } = encoded;
    outstanding.set(transaction, { id, type: message.type, datagrams, plan, sent: 1, dueMs: nowMs + waitMs(plan, 1) });
    return send(datagrams);
  }

  function encodeAnswer(handle: RequestHandle, answer: Answer): Buffer[] {
    const error = answer.kind === 'refused';
    const body = encodeBody(error ? { code: answer.code, reason: answer.reason } : answer.body);
    const encoded = encodeFrame({ ssrc, ...handle, response: true, error, body });
    if (encoded.kind === 'tooLarge') throw new RangeError(`an answer of ${encoded.bytes} octets passes 64 KiB`);
    return encoded.datagrams;
  }

  function respond(handle: RequestHandle, answer: Answer, nowMs: number): TransactionAction[] {
    const datagrams = encodeAnswer(handle, answer);
    remembered.set(keyOf(handle), { datagrams, untilMs: nowMs + rememberMs });
    return send(datagrams);
  }

  function receiveRequest(frame: ArenaFrame, nowMs: number): TransactionAction[] {
    if (frame.ssrc !== peerSsrc) return dropped('appUnknownSession');
    const handle = { subtype: frame.subtype, transaction: frame.transaction };
    const known = remembered.get(keyOf(handle));
    if (known !== undefined && nowMs < known.untilMs) return send(known.datagrams ?? []);
    const parsed = parseRequest(frame.subtype, frame.body);
    // Nothing was done, so nothing need be remembered: a repeat is refused in the same words.
    if (parsed.kind === 'bad') {
      return send(encodeAnswer(handle, { kind: 'refused', code: parsed.code, reason: parsed.reason }));
    }
    if (remembered.size >= maxRemembered) forgetOld(nowMs);
    if (remembered.size >= maxRemembered) return dropped('appTooManyRequests');
    remembered.set(keyOf(handle), { datagrams: undefined, untilMs: nowMs + rememberMs });
    return [{ kind: 'request', request: parsed.request, handle }];
  }

  function forgetOld(nowMs: number): void {
    for (const [key, request] of remembered) if (nowMs >= request.untilMs) remembered.delete(key);
  }

  function receiveResponse(frame: ArenaFrame): TransactionAction[] {
    const asked = outstanding.get(frame.transaction);
    // Also the second answer to a request that was sent twice, which is nobody's fault.
    if (asked === undefined || MESSAGE_TYPES[asked.type] !== frame.subtype) return dropped('appUnknownTransaction');
    outstanding.delete(frame.transaction);
    const result = parseResponse(asked.type, frame.error, frame.body);
    // TypeScript loses that `result` is of `asked.type`.
    return [{ kind: 'response', id: asked.id, response: { type: asked.type, result } as SettledResponse }];
  }

  function receive(app: RtcpApp, nowMs: number): TransactionAction[] {
    const parsed = parseFragment(app);
    if (parsed.kind === 'malformed') return dropped(parsed.reason);
    const joined = reassembler.push(parsed.fragment, nowMs);
    if (joined.kind === 'incomplete') return [];
    if (joined.kind === 'dropped') return dropped(joined.reason);
    return joined.frame.response ? receiveResponse(joined.frame) : receiveRequest(joined.frame, nowMs);
  }

  function elapse(nowMs: number): TransactionAction[] {
    const actions: TransactionAction[] = [];
    for (const [transaction, asked] of outstanding) {
      if (nowMs < asked.dueMs) continue;
      if (asked.sent > asked.plan.repeats) {
        outstanding.delete(transaction);
        actions.push({ kind: 'unanswered', id: asked.id, type: asked.type });
        continue;
      }
      asked.sent += 1;
      asked.dueMs = nowMs + waitMs(asked.plan, asked.sent);
      actions.push(...send(asked.datagrams));
    }
    return actions;
  }

  return {
    request,
    respond,
    receive,
    elapse,
    deadlineMs: () => earliest([...outstanding.values()].map((asked) => asked.dueMs)),
    expectPeer(expected) {
      peerSsrc = expected;
    },
    abandon() {
      const ids = [...outstanding.values()].map((asked) => asked.id);
      outstanding.clear();
      return ids;
    },
  };
}

function keyOf(handle: RequestHandle): string {
  return `${handle.subtype} ${handle.transaction}`;
}

/** The smallest of the times that are there. */
export function earliest(timesMs: readonly (number | undefined)[]): number | undefined {
  return timesMs.reduce<number | undefined>(
    (least, time) => (least === undefined || (time !== undefined && time < least) ? time : least),
    undefined,
  );
}
