/**
 * One room's connection to an MCU, as `media/room` uses it: sockets, signalling and media flow put together. Who creates a link
 * closes it; one `closed` event tells of its end.
 */
import { randomInt } from 'node:crypto';
import { types } from 'node:util';
import type { Log } from '../contract/log.ts';
import type { ReceptionSnapshot } from '../rtp/reception-stats.ts';
import { splitCompound } from '../rtp/rtcp.ts';
import type { SenderSnapshot } from '../rtp/sender-stats.ts';
import type {
  ArenaAnswer,
  ArenaOpenResult,
  CloseCause,
  CreateSignalling,
  SignallingAction,
  SignallingCommand,
  SignallingEvent,
} from './arena-signalling.ts';
import { type Endpoint, openEndpoint } from './endpoint.ts';
import { createMediaFlow, type MediaAction } from './media-flow.ts';
import type { ArenaCapabilities, ArenaStream } from './messages.ts';
import { createArenaSession } from './session.ts';
import { earliest } from './transactions.ts';

export interface ArenaLinkOptions {
  mcu: { host: string; rtpPort: number; rtcpPort: number };
  /** Local address to bind both sockets to; by default any. */
  bindAddress?: string;
  arena: string;
  /** Of the gateway itself; its browsers are announced under CNAMEs of their own. */
  cname: string;
  name: string;
  token?: string;
  capabilities: ArenaCapabilities;
  /** Called for each event, in order. One that shares its datagram with the MCU's answer may come before `open` resolves. */
  onEvent(event: ArenaLinkEvent): void;
  log: Log;
  /** Unix milliseconds that never go back. */
  clock?: { nowMs(): number };
  /** 0 <= x < 1 */
  random?(): number;
  /** The signalling adapter; that of the arena profile by default. */
  createSignalling?: CreateSignalling;
}

export type ArenaLinkEvent =
  | SignallingEvent
  /** A packet of a stream that we subscribe to. The buffer is the receiver's to keep and to change. */
  | { kind: 'rtp'; ssrc: number; packet: Buffer }
  /** The MCU wants a keyframe of our stream; at most one in 500 ms. */
  | { kind: 'keyframeRequested'; ssrc: number }
  /** The link is over and its sockets are closed. Comes once, after `open` gave `joined`. */
  | { kind: 'closed'; cause: CloseCause; reason: string | undefined };

export interface ArenaLinkStats {
  /** Packets that were not passed on, by reason. */
  dropped: Record<string, number>;
  received: ({ ssrc: number } & ReceptionSnapshot)[];
  sent: ({ ssrc: number } & SenderSnapshot)[];
}

export interface ArenaLink {
  /** Joins. May be called once. Aborting gives `unreachable`. After anything but `joined` all sockets are closed. */
  open(signal?: AbortSignal): Promise<ArenaOpenResult>;
  announceParticipant(participant: { cname: string; name: string; state: 'joined' | 'left' }): Promise<ArenaAnswer>;
  /** Announces a stream of ours, or a change of it. `refused` with `REFUSED` where its SSRC is taken: pick another. */
  announceStream(stream: ArenaStream): Promise<ArenaAnswer>;
  /** Ends a stream of ours, by STREAM_END and an RTCP BYE. */
  endStream(ssrc: number): Promise<ArenaAnswer>;
  /** Asks for a stream of the MCU, at no more than `maxBitrate` bit/s. */
  subscribe(ssrc: number, maxBitrate?: number): Promise<ArenaAnswer>;
  unsubscribe(ssrc: number): Promise<ArenaAnswer>;
  /** Sends a packet of our stream, which must carry its SSRC and payload type; dropped unless the MCU subscribes to it. */
  sendRtp(ssrc: number, packet: Buffer): void;
  /** Asks the MCU for a keyframe of a stream that we subscribe to: at once, but at most every 500 ms. */
  requestKeyframe(ssrc: number): void;
  /** An SSRC that nobody here uses. */
  pickSsrc(): number;
  /** Leaves and closes the sockets, within about a second. Idempotent; resolves when all is closed. */
  close(reason: string): Promise<void>;
  stats(): ArenaLinkStats;
}

/** Monotonic, and near to Unix time, which sender reports need. */
const systemClock = { nowMs: () => performance.timeOrigin + performance.now() };
/** Not `Math.random`: a session SSRC or a transaction that can be guessed helps whoever forges packets. */
const systemRandom = () => randomInt(2 ** 32) / 2 ** 32;

function randomSsrc(random: () => number): number {
  return 1 + Math.floor(random() * 0xffff_ffff);
}

type LinkState = 'new' | 'opening' | 'open' | 'closing' | 'closed';

export function createArenaLink(options: ArenaLinkOptions): ArenaLink {
  const { mcu, arena, cname, name, token, capabilities, onEvent, log } = options;
  const { clock = systemClock, random = systemRandom, createSignalling = createArenaSession } = options;
  const session = { ssrc: randomSsrc(random), cname, name };
  const signalling = createSignalling({
    sessionSsrc: session.ssrc,
    arena,
    cname,
    name,
    ...(token !== undefined && { token }),
    capabilities,
    random,
  });
  const names = new Map<string, string>();
  const flow = createMediaFlow({ session, signalling, nameOf: (owner) => names.get(owner), random });
  const drops = new Map<string, number>();
  const tickets = new Map<number, (answer: ArenaAnswer) => void>();
  const picked = new Set<number>();
  let nextTicket = 0;
  let state: LinkState = 'new';
  let endpoint: Endpoint | undefined;
  let timer: NodeJS.Timeout | undefined;
  let resolveOpen: (result: ArenaOpenResult) => void = () => undefined;
  let resolveClosed: () => void = () => undefined;
  const whenClosed = new Promise<void>((resolve) => {
    resolveClosed = resolve;
  });

  function drop(reason: string): void {
    drops.set(reason, (drops.get(reason) ?? 0) + 1);
  }

  function perform(actions: readonly SignallingAction[]): void {
    for (const action of actions) performOne(action);
    schedule();
  }

  function performOne(action: SignallingAction): void {
    switch (action.kind) {
      case 'send':
        endpoint?.sendRtcp(action.datagram);
        return;
      case 'dropped':
        drop(action.reason);
        return;
      case 'settled':
        tickets.get(action.ticket)?.(action.answer);
        tickets.delete(action.ticket);
        return;
      case 'opened':
        if (action.result.kind === 'joined') {
          state = 'open';
          flow.start(clock.nowMs());
        }
        resolveOpen(action.result);
        return;
      case 'event':
        if (action.event.kind === 'streamEnded') flow.end(action.event.ssrc);
        if (state === 'open') onEvent(action.event);
        return;
      case 'closed':
        void finish(action.cause, action.reason);
        return;
    }
  }

  function performMedia(actions: readonly MediaAction[]): void {
    for (const action of actions) performMediaOne(action);
    schedule();
  }

  function performMediaOne(action: MediaAction): void {
    switch (action.kind) {
      case 'send':
        endpoint?.sendRtcp(action.datagram);
        return;
      case 'dropped':
        drop(action.reason);
        return;
      case 'keyframeRequested':
        if (state === 'open') onEvent(action);
        return;
      case 'bye': {
        const actions = signalling.byeReceived(action.ssrc, action.reason);
        if (actions.length === 0) drop('byeUnknownSsrc');
        perform(actions);
        return;
      }
    }
  }

  /** The signalling is over: says BYE, closes the sockets, and tells the owner. */
  async function finish(cause: CloseCause, reason: string | undefined): Promise<void> {
    state = 'closing';
    if (cause !== 'peerLeft') performMedia(flow.endAll());
    await shut();
    log.info({ arena, mcu, cause, reason }, 'arena link closed');
    resolveClosed();
    onEvent({ kind: 'closed', cause, reason });
  }

  async function shut(): Promise<void> {
    state = 'closing';
    clearTimeout(timer);
    await endpoint?.close();
    state = 'closed';
  }

  /** One timer for all that waits; RTP does not touch it. */
  function schedule(): void {
    clearTimeout(timer);
    if (endpoint === undefined || state === 'closed') return;
    const dueMs = earliest([signalling.deadlineMs(), state === 'open' ? flow.deadlineMs() : undefined]);
    if (dueMs !== undefined) timer = setTimeout(elapse, Math.max(0, Math.ceil(dueMs - clock.nowMs())));
  }

  function elapse(): void {
    const nowMs = clock.nowMs();
    perform(signalling.elapse(nowMs));
    if (state === 'open') performMedia(flow.elapse(nowMs));
  }

  function receiveRtp(packet: Buffer): void {
    const verdict = flow.receiveRtp(packet, clock.nowMs());
    if (verdict.kind === 'dropped') drop(verdict.reason);
    else if (state === 'open') onEvent({ kind: 'rtp', ssrc: verdict.ssrc, packet });
  }

  function receiveRtcp(datagram: Buffer): void {
    const split = splitCompound(datagram);
    if (split.kind === 'malformed') {
      drop('rtcpMalformed');
      return;
    }
    const nowMs = clock.nowMs();
    perform(signalling.receive(split.packets, nowMs));
    if (state === 'open') performMedia(flow.receiveRtcp(split.packets, nowMs));
  }

  function command(asked: SignallingCommand): Promise<ArenaAnswer> {
    if (state !== 'open') return Promise.resolve({ kind: 'closed' });
    const ticket = nextTicket++;
    const answered = new Promise<ArenaAnswer>((resolve) => tickets.set(ticket, resolve));
    perform(signalling.command(ticket, asked, clock.nowMs()));
    return answered;
  }

  function failed(error: Error): void {
    log.error({ err: error, arena, mcu }, 'arena socket failed');
    if (state === 'opening') giveUp('the socket failed');
    if (state !== 'open') return;
    for (const settle of tickets.values()) settle({ kind: 'closed' });
    tickets.clear();
    void finish('socketFailed', error.message);
  }

  /** Ends an `open` under way. */
  function giveUp(reason: string): void {
    if (state !== 'opening') return;
    state = 'closing';
    if (endpoint !== undefined) perform(signalling.leave(reason, clock.nowMs()));
    resolveOpen({ kind: 'unreachable', reason });
  }

  async function join(): Promise<ArenaOpenResult> {
    const { bindAddress } = options;
    const handlers = { onRtp: receiveRtp, onRtcp: receiveRtcp, onDrop: drop, onFailure: failed };
    const opened = new Promise<ArenaOpenResult>((resolve) => {
      resolveOpen = resolve;
    });
    try {
      endpoint = await openEndpoint({ peer: mcu, ...(bindAddress !== undefined && { bindAddress }), ...handlers });
    } catch (error) {
      log.warn({ err: error, arena, mcu }, 'arena sockets could not be opened');
      return {
        kind: 'unreachable',
        reason: types.isNativeError(error) ? error.message : 'the sockets could not be opened',
      };
    }
    if (state === 'opening') perform(signalling.start(clock.nowMs()));
    return opened;
  }

  async function open(signal?: AbortSignal): Promise<ArenaOpenResult> {
    if (state !== 'new') throw new Error('an arena link is opened once');
    state = 'opening';
    const onAbort = () => giveUp('aborted');
    signal?.addEventListener('abort', onAbort, { once: true });
    const result: ArenaOpenResult =
      signal?.aborted === true ? { kind: 'unreachable', reason: 'aborted' } : await join();
    signal?.removeEventListener('abort', onAbort);
    if (result.kind === 'joined') {
      log.info({ arena, mcu, local: endpoint?.local, sessionSsrc: session.ssrc }, 'arena joined');
      return result;
    }
    await shut();
    resolveClosed();
    log.warn({ arena, mcu, result }, 'arena not joined');
    return result;
  }

  return {
    open,
    announceParticipant(participant) {
      if (participant.state === 'joined') names.set(participant.cname, participant.name);
      else names.delete(participant.cname);
      return command({ kind: 'announceParticipant', participant });
    },
    announceStream: (stream) => command({ kind: 'announceStream', stream }),
    endStream(ssrc) {
      performMedia(flow.end(ssrc));
      picked.delete(ssrc);
      return command({ kind: 'endStream', ssrc });
    },
    subscribe: (ssrc, maxBitrate) =>
      command({ kind: 'subscribe', ssrc, ...(maxBitrate !== undefined && { maxBitrate }) }),
    unsubscribe: (ssrc) => command({ kind: 'unsubscribe', ssrc }),
    sendRtp(ssrc, packet) {
      const verdict = flow.sendRtp(ssrc, packet, clock.nowMs());
      if (verdict.kind === 'dropped') drop(verdict.reason);
      else endpoint?.sendRtp(packet);
    },
    requestKeyframe: (ssrc) => performMedia(flow.requestKeyframe(ssrc, clock.nowMs())),
    pickSsrc() {
      let ssrc = randomSsrc(random);
      while (picked.has(ssrc) || signalling.isUsed(ssrc)) ssrc = randomSsrc(random);
      picked.add(ssrc);
      return ssrc;
    },
    close(reason) {
      if (state === 'new') {
        state = 'closed';
        resolveClosed();
      } else if (state === 'opening') {
        giveUp('closed');
      } else if (state === 'open') {
        state = 'closing';
        perform(signalling.leave(reason, clock.nowMs()));
      }
      return whenClosed;
    },
    stats: () => ({ dropped: Object.fromEntries(drops), received: flow.received(), sent: flow.sent() }),
  };
}
