/**
 * The client's side of one arena session (arena profile, sections 3 and 4), as a pure state machine:
 *
 *   idle -> joining -> joined -> leaving -> ended
 *
 * Packets, commands and `nowMs` in, actions out. See `arena-signalling.ts` for what each call means.
 */
import { appsNamed } from '../rtp/rtcp.ts';
import { APP_NAME } from './app-packet.ts';
import type {
  ArenaAnswer,
  ArenaOpenResult,
  ArenaSignalling,
  CloseCause,
  SignallingAction,
  SignallingCommand,
  SignallingOptions,
} from './arena-signalling.ts';
import { createCommandQueue } from './command-queue.ts';
import type { ArenaRequest, ResponseBody, ResponseResult } from './messages.ts';
import { applyAnswer, applyCommand, requestOf } from './own-commands.ts';
import { applyPeerRequest } from './peer-requests.ts';
import { createStreamBook } from './stream-book.ts';
import {
  createTransactions,
  earliest,
  type RepeatPlan,
  type RequestHandle,
  type SettledResponse,
  type TransactionAction,
  type TransactionsOptions,
} from './transactions.ts';

/** Ids of our own requests; commands have their tickets, from 0. */
const JOIN_ID = -1;
const PING_ID = -2;
const LEAVE_ID = -3;

const PING_AFTER_MS = 5000;
const MAX_UNANSWERED_PINGS = 3;
/** A PING is repeated, so that plain loss ends no session, and counts as unanswered after 5 s. */
const PING_PLAN: RepeatPlan = { firstMs: 250, repeats: 4, finalMs: 1250 };
const MAX_REASON_CHARACTERS = 256;
/** Whoever leaves waits a second at most. */
const LEAVE_PLAN: RepeatPlan = { firstMs: 250, repeats: 2, finalMs: 250 };

export type ArenaSessionOptions = SignallingOptions & Pick<TransactionsOptions, 'repeatPlan' | 'rememberMs'>;

type State = 'idle' | 'joining' | 'joined' | 'leaving' | 'ended';

/** Makes the `ArenaSignalling` of the arena profile. */
export function createArenaSession(options: ArenaSessionOptions): ArenaSignalling {
  const { sessionSsrc, random } = options;
  const transactions = createTransactions({
    ...options,
    ssrc: sessionSsrc,
    firstTransaction: Math.floor(random() * 0x1_0000),
  });
  const queue = createCommandQueue();
  let state: State = 'idle';
  let peerSsrc: number | undefined;
  let pingDueMs: number | undefined;
  let unansweredPings = 0;
  const isSessionSsrc = (ssrc: number) => ssrc === sessionSsrc || ssrc === peerSsrc;
  const book = createStreamBook(isSessionSsrc);
  book.ownCnames.add(options.cname);

  function start(nowMs: number): SignallingAction[] {
    if (state !== 'idle') return [];
    state = 'joining';
    const { arena, cname, name, token, capabilities } = options;
    const body = { arena, cname, name, ...(token !== undefined && { token }), capabilities };
    return handle(transactions.request(JOIN_ID, { type: 'JOIN', body }, nowMs), nowMs);
  }

  /** Turns what the request layer says into what the link is to do. */
  function handle(inputs: readonly TransactionAction[], nowMs: number): SignallingAction[] {
    return inputs.flatMap((input) => (state === 'ended' ? [] : handleOne(input, nowMs)));
  }

  function handleOne(input: TransactionAction, nowMs: number): SignallingAction[] {
    switch (input.kind) {
      case 'send':
      case 'dropped':
        return [input];
      case 'request':
        return peerAsks(input.request, input.handle, nowMs);
      case 'unanswered':
        return unanswered(input.id, nowMs);
      case 'response':
        if (input.response.type === 'JOIN') return joinAnswered(input.response.result, nowMs);
        return answered(input.id, input.response.result, nowMs);
    }
  }

  function joinAnswered(result: ResponseResult<'JOIN'>, nowMs: number): SignallingAction[] {
    if (state !== 'joining') return [];
    if (result.kind === 'refused') return notOpened({ kind: 'refused', code: result.code, reason: result.reason });
    if (result.kind === 'bad' || result.body.ssrc === sessionSsrc) {
      const reason = result.kind === 'bad' ? `the MCU's answer is not valid: ${result.reason}` : 'the SSRC is taken';
      return [...farewell(nowMs), ...notOpened({ kind: 'refused', code: 'BAD_MESSAGE', reason })];
    }
    return opened(result.body, nowMs);
  }

  function opened(body: ResponseBody<'JOIN'>, nowMs: number): SignallingAction[] {
    state = 'joined';
    peerSsrc = body.ssrc;
    transactions.expectPeer(body.ssrc);
    pingDueMs = nowMs + PING_AFTER_MS;
    for (const stream of body.streams) book.putRemote(stream);
    for (const { cname, name } of body.participants) book.putParticipant({ cname, name });
    const streams = [...book.remote.values()].map((entry) => entry.stream);
    const participants = [...book.participants.values()];
    const { session, tilePort } = body;
    return [{ kind: 'opened', result: { kind: 'joined', sessionSsrc, session, tilePort, participants, streams } }];
  }

  function notOpened(result: ArenaOpenResult): SignallingAction[] {
    state = 'ended';
    return [{ kind: 'opened', result }];
  }

  /** A LEAVE whose answer nobody waits for, to a peer that may hold us joined. */
  function farewell(nowMs: number): SignallingAction[] {
    const actions = transactions.request(LEAVE_ID, { type: 'LEAVE', body: {} }, nowMs);
    transactions.abandon();
    return actions.filter((action) => action.kind === 'send');
  }

  function end(cause: CloseCause, reason: string | undefined): SignallingAction[] {
    state = 'ended';
    transactions.abandon();
    return [...settleAll(), { kind: 'closed', cause, reason }];
  }

  function settleAll(): SignallingAction[] {
    return queue.clear().map((ticket) => ({ kind: 'settled', ticket, answer: { kind: 'closed' } }));
  }

  function peerAsks(request: ArenaRequest, handle: RequestHandle, nowMs: number): SignallingAction[] {
    const { answer, events } = applyPeerRequest(book, request);
    const actions: SignallingAction[] = transactions
      .respond(handle, answer, nowMs)
      .filter((action) => action.kind === 'send');
    for (const event of events) actions.push({ kind: 'event', event });
    if (request.type !== 'LEAVE') return actions;
    return [...actions, ...end(state === 'leaving' ? 'left' : 'peerLeft', request.body.reason)];
  }

  function unanswered(id: number, nowMs: number): SignallingAction[] {
    if (state === 'joining') return notOpened({ kind: 'unreachable', reason: 'the MCU did not answer JOIN' });
    if (id === LEAVE_ID) return end('left', 'the MCU did not answer LEAVE');
    if (id !== PING_ID) return end('unreachable', 'the MCU did not answer a request');
    unansweredPings += 1;
    if (unansweredPings >= MAX_UNANSWERED_PINGS) return end('unreachable', 'the MCU did not answer PING');
    pingDueMs = nowMs;
    return [];
  }

  function answered(id: number, result: SettledResponse['result'], nowMs: number): SignallingAction[] {
    if (id === LEAVE_ID) return end('left', undefined);
    if (result.kind === 'refused' && result.code === 'UNKNOWN_SESSION') return end('unknownSession', result.reason);
    if (id === PING_ID) return [];
    const command = queue.underWay(id);
    if (command === undefined) return [];
    const answer = answerOf(result);
    applyAnswer(book, command, answer);
    return [{ kind: 'settled', ticket: id, answer }, ...sendNext(id, nowMs)];
  }

  function sendNext(ticket: number, nowMs: number): SignallingAction[] {
    const next = queue.settle(ticket);
    return next === undefined ? [] : begin(next.ticket, next.command, nowMs);
  }

  /** Refuses what cannot be meant, changes the book, and sends the request. */
  function begin(ticket: number, command: SignallingCommand, nowMs: number): SignallingAction[] {
    const refusal = applyCommand(book, command);
    if (refusal === undefined) return handle(transactions.request(ticket, requestOf(command), nowMs), nowMs);
    return [{ kind: 'settled', ticket, answer: refusal }, ...sendNext(ticket, nowMs)];
  }

  function ping(nowMs: number): SignallingAction[] {
    if (state !== 'joined' || pingDueMs === undefined || nowMs < pingDueMs) return [];
    pingDueMs = undefined;
    return handle(transactions.request(PING_ID, { type: 'PING', body: {} }, nowMs, PING_PLAN), nowMs);
  }

  function heard(nowMs: number): void {
    unansweredPings = 0;
    pingDueMs = nowMs + PING_AFTER_MS;
  }

  return {
    start,
    receive(packets, nowMs) {
      if (state === 'idle' || state === 'ended') return [];
      return appsNamed(packets, APP_NAME).flatMap((app): SignallingAction[] => {
        if (state === 'ended') return [];
        const inputs = transactions.receive(app, nowMs);
        if (inputs.every((input) => input.kind !== 'dropped')) heard(nowMs);
        return handle(inputs, nowMs);
      });
    },
    elapse: (nowMs) => (state === 'ended' ? [] : [...handle(transactions.elapse(nowMs), nowMs), ...ping(nowMs)]),
    deadlineMs: () => {
      if (state === 'ended') return undefined;
      return earliest([transactions.deadlineMs(), state === 'joined' ? pingDueMs : undefined]);
    },
    command(ticket, command, nowMs) {
      if (state !== 'joined') return [{ kind: 'settled', ticket, answer: { kind: 'closed' } }];
      return queue.push({ ticket, command }) ? begin(ticket, command, nowMs) : [];
    },
    byeReceived(ssrc, reason) {
      if (state !== 'joined' && state !== 'leaving') return [];
      if (ssrc === peerSsrc) return end(state === 'leaving' ? 'left' : 'peerLeft', reason);
      const remote = book.remote.get(ssrc);
      if (remote === undefined || remote.gone) return [];
      remote.gone = true;
      return [{ kind: 'event', event: { kind: 'streamEnded', ssrc } }];
    },
    leave(reason, nowMs) {
      if (state === 'joining') {
        state = 'ended';
        return farewell(nowMs);
      }
      if (state !== 'joined') return [];
      state = 'leaving';
      transactions.abandon();
      const leave: ArenaRequest = { type: 'LEAVE', body: { reason: reason.slice(0, MAX_REASON_CHARACTERS) } };
      return [...settleAll(), ...handle(transactions.request(LEAVE_ID, leave, nowMs, LEAVE_PLAN), nowMs)];
    },
    incoming(ssrc) {
      const remote = book.remote.get(ssrc);
      return remote?.subscribed === true && !remote.gone ? remote.stream : undefined;
    },
    outgoing: (ssrc) => book.own.get(ssrc),
    isUsed: (ssrc) => isSessionSsrc(ssrc) || book.own.has(ssrc) || book.remote.has(ssrc),
  };
}

/** An answer that cannot be read is no acceptance. */
function answerOf(result: SettledResponse['result']): ArenaAnswer {
  switch (result.kind) {
    case 'accepted':
      return { kind: 'accepted' };
    case 'refused':
      return result;
    case 'bad':
      return { kind: 'refused', code: 'BAD_MESSAGE', reason: `the MCU's answer is not valid: ${result.reason}` };
  }
}
