/**
 * One stay of one person in one room: joins, sends what the local devices give, receives every stream of the room, mends
 * what breaks, and says what there is to see in a few observable values. Knows no user interface.
 */
import type { types } from 'mediasoup-client';
import { createConnection } from '../connection/connection.ts';
import type { ConnectionState } from '../connection/connection-state.ts';
import { type Problem, ProblemError, problemOf } from '../connection/problem.ts';
import { createStore, type Store } from '../connection/store.ts';
import { prepareDevice } from './device.ts';
import type { LocalMedia } from './local-media.ts';
import type { MeetingEnd } from './meeting-end.ts';
import { type MeetingMedia, openMeetingMedia } from './meeting-media.ts';
import {
  applyEvent,
  type MeetingEvent,
  type MeetingState,
  meetingFromSnapshot,
  type StreamView,
} from './meeting-state.ts';
import { watchNetwork } from './network.ts';
import { nextTask } from './next-task.ts';
import type { Received } from './receiver.ts';
import { capabilitiesFromWire } from './rtp-wire.ts';
import { createSignalling, type Signalling } from './signalling.ts';

export type MeetingPhase =
  | { kind: 'lobby' }
  | { kind: 'joining' }
  | { kind: 'in' }
  | { kind: 'ended'; end: MeetingEnd };

export interface Meeting {
  readonly phase: Store<MeetingPhase>;
  /** Null until joined. */
  readonly room: Store<MeetingState | null>;
  /** What arrives, by stream id. */
  readonly received: Store<ReadonlyMap<string, Received>>;
  /** The worse one of the two transports'. */
  readonly media: Store<types.ConnectionState>;
  /** Why something of one's own does not reach the others. */
  readonly sendProblem: Store<Problem | null>;
  readonly connection: Store<ConnectionState>;
  /** What the token makes of its bearer: asked in the lobby. */
  readonly viewer: Signalling['viewer'];
  join(displayName: string): Promise<void>;
  leave(): void;
  /** Closes everything in this very tick: for a page that is unloading. */
  close(): void;
}

export interface MeetingOptions {
  /** `wss://host/graphql` */
  url: string;
  /** The join token. */
  token: string;
  local: LocalMedia;
}

const leaveWithinMs = 1_000;

const refused: Problem = {
  code: 'CONNECTION_REFUSED',
  message: 'The server does not take this page any more.',
  remedy: 'Open the link again. If it no longer works, ask whoever invited you for a new one.',
};

export function createMeeting({ url, token, local }: MeetingOptions): Meeting {
  const phase = createStore<MeetingPhase>({ kind: 'lobby' });
  const room = createStore<MeetingState | null>(null);
  const received = createStore<ReadonlyMap<string, Received>>(new Map());
  const mediaState = createStore<types.ConnectionState>('new');
  const sendProblem = createStore<Problem | null>(null);
  const stops: (() => void)[] = [];
  let sessionToken: string | null = null;
  let media: MeetingMedia | undefined;
  let asked = false;

  const connection = createConnection({ url, token: () => sessionToken ?? token });
  const signalling = createSignalling(connection);
  const makeDevice = prepareDevice();

  function ended(): boolean {
    return phase.get().kind === 'ended';
  }

  /** Stops media and says so; the socket is the caller's. */
  function finish(how: MeetingEnd): void {
    if (ended()) return;
    phase.set({ kind: 'ended', end: how });
    for (const stop of stops.splice(0)) stop();
    media?.close();
    received.set(new Map());
  }

  function end(how: MeetingEnd): void {
    finish(how);
    connection.close();
  }

  function fail(cause: unknown): void {
    end({ kind: 'failed', problem: problemOf(cause) });
  }

  function othersStreams(): StreamView[] {
    const now = room.get();
    return now === null ? [] : now.streams.filter(({ ownerId }) => ownerId !== now.selfId);
  }

  /** Brings what is received in line with the room, or ends the stay where the room says so. */
  function follow(): void {
    const now = room.get();
    if (now === null || ended()) return;
    if (now.roomClosed || now.selfLeft === 'ROOM_CLOSED') end({ kind: 'room-closed' });
    else if (now.selfLeft !== null) end({ kind: 'removed', reason: now.selfLeft });
    else media?.receive(othersStreams());
  }

  function followEventsFrom(first: string): void {
    let cursor = first;
    const on = (event: MeetingEvent): void => {
      cursor = event.cursor;
      room.update((now) => (now === null ? now : applyEvent(now, event)));
      follow();
    };
    stops.push(signalling.followEvents(() => cursor, on));
  }

  /** The new socket has the session token: is the seat still ours? */
  async function reconnected(): Promise<void> {
    try {
      const { kind, participant } = await signalling.viewer();
      if (kind !== 'PARTICIPANT' || participant?.state === 'LEFT') {
        end({ kind: 'removed', reason: participant?.leaveReason ?? 'CONNECTION_LOST' });
      } else media?.mend();
    } catch (cause) {
      if (!ended()) fail(cause);
    }
  }

  async function enter(displayName: string): Promise<void> {
    const answered = signalling.join(displayName);
    // The page draws what is going on once the message is on its way.
    await Promise.race([answered, nextTask()]);
    if (!ended()) phase.set({ kind: 'joining' });
    const { seat, receive, send } = await answered;
    if (ended()) return;
    sessionToken = seat.sessionToken;
    room.set(meetingFromSnapshot(seat));
    stops.push(connection.onReconnected(() => void reconnected()));
    followEventsFrom(seat.cursor);
    const opened = await openMeetingMedia({
      signalling,
      device: makeDevice(),
      routerCapabilities: capabilitiesFromWire(seat.routerRtpCapabilities),
      receive,
      send,
      local,
      streams: othersStreams,
      onReceived: received.set,
      onState: mediaState.set,
      onSendFailure: (cause) => sendProblem.set(problemOf(cause)),
      onFailure: fail,
    });
    if (ended()) return opened.close();
    media = opened;
    stops.push(watchNetwork(opened.restartIce));
    phase.set({ kind: 'in' });
    follow();
  }

  stops.push(
    connection.state.subscribe(() => {
      if (connection.state.get() === 'refused') fail(new ProblemError(refused));
    }),
  );

  return {
    phase,
    room,
    received,
    media: mediaState,
    sendProblem,
    connection: connection.state,
    viewer: signalling.viewer,
    async join(displayName) {
      if (phase.get().kind !== 'lobby' || asked) return;
      asked = true;
      try {
        await enter(displayName);
      } catch (cause) {
        if (!ended()) fail(cause);
      }
    },
    leave() {
      if (ended()) return;
      finish({ kind: 'left' });
      const said = signalling.leave().catch(() => undefined);
      const late = new Promise((resolve) => setTimeout(resolve, leaveWithinMs));
      // A server that was not told is told by the socket's clean end.
      void Promise.race([said, late]).then(connection.close);
    },
    close: () => end({ kind: 'left' }),
  };
}
