/**
 * The adapter between a room's arena link and an MCU's signalling. An installation whose MCU signals otherwise writes one
 * implementation of `ArenaSignalling` and gives its factory to `createArenaLink`; sockets, RTP, reports, keyframe requests and
 * all that is above stay. `session.ts` is the implementation for the arena profile; README.md here says how to replace it.
 *
 * An implementation is pure: it has no clock, timer or socket. It is called with RTCP packets and the time, and gives back
 * what is to be done. `nowMs` is Unix time in milliseconds that never goes back.
 */
import type { RtcpSlice } from '../rtp/rtcp.ts';
import type { ArenaCapabilities, ArenaError, ArenaParticipant, ArenaStream } from './messages.ts';

/** Who joins what. */
export interface SignallingOptions {
  /** Our session's SSRC, picked at random by the link; no stream of ours ever has it. */
  sessionSsrc: number;
  arena: string;
  cname: string;
  name: string;
  token?: string;
  capabilities: ArenaCapabilities;
  /** 0 <= x < 1 */
  random(): number;
}

export type CreateSignalling = (options: SignallingOptions) => ArenaSignalling;

/** How opening ended. Anything but `joined` is the end: nothing is left to be closed. */
export type ArenaOpenResult =
  | {
      kind: 'joined';
      /** The SSRC that our session goes by. */
      sessionSsrc: number;
      /** The name that the MCU gave the session, which HELLO on its tile port wants. */
      session: string;
      tilePort: number;
      participants: ArenaParticipant[];
      streams: ArenaStream[];
    }
  | ({ kind: 'refused' } & ArenaError)
  | { kind: 'unreachable'; reason: string };

/** What the room asks of the MCU. */
export type SignallingCommand =
  | { kind: 'announceParticipant'; participant: { cname: string; name: string; state: 'joined' | 'left' } }
  /** Announces a stream of ours, or tells that its description has changed. */
  | { kind: 'announceStream'; stream: ArenaStream }
  | { kind: 'endStream'; ssrc: number }
  /** Asks the MCU to send one of its streams, at no more than `maxBitrate` bit/s. */
  | { kind: 'subscribe'; ssrc: number; maxBitrate?: number }
  | { kind: 'unsubscribe'; ssrc: number };

/** The MCU's answer to a command; `closed` where the session ended before there was one. */
export type ArenaAnswer = { kind: 'accepted' } | ({ kind: 'refused' } & ArenaError) | { kind: 'closed' };

/** What the MCU tells on its own. */
export type SignallingEvent =
  | { kind: 'participantJoined'; participant: ArenaParticipant }
  | { kind: 'participantLeft'; cname: string }
  /** `changed` is true where the stream was known and its description is another now. */
  | { kind: 'streamAnnounced'; stream: ArenaStream; changed: boolean }
  | { kind: 'streamEnded'; ssrc: number }
  /** The MCU wants a stream of ours, at no more than `maxBitrate` bit/s. */
  | { kind: 'subscribed'; ssrc: number; maxBitrate: number | undefined }
  | { kind: 'unsubscribed'; ssrc: number };

export type CloseCause = 'left' | 'peerLeft' | 'unreachable' | 'unknownSession' | 'socketFailed';

export type SignallingAction =
  /** Send this from the RTCP socket. */
  | { kind: 'send'; datagram: Buffer }
  | { kind: 'opened'; result: ArenaOpenResult }
  | { kind: 'event'; event: SignallingEvent }
  | { kind: 'settled'; ticket: number; answer: ArenaAnswer }
  /** Count it under this label. */
  | { kind: 'dropped'; reason: string }
  /** The session is over; comes once, last, and only after `opened` with `joined`. */
  | { kind: 'closed'; cause: CloseCause; reason: string | undefined };

export interface ArenaSignalling {
  /** Begins to join. Ends in one `opened` action. */
  start(nowMs: number): SignallingAction[];
  /** Takes the packets of one RTCP datagram of the MCU, looks at those that are signalling and leaves the others. */
  receive(packets: readonly RtcpSlice[], nowMs: number): SignallingAction[];
  /** Does what is due. Called when `deadlineMs` has come, but may be called at any time. */
  elapse(nowMs: number): SignallingAction[];
  /** When `elapse` is next wanted; `undefined` for never. Asked again after every call. */
  deadlineMs(): number | undefined;
  /** Carries a command out; one `settled` action with its ticket follows, now or later. */
  command(ticket: number, command: SignallingCommand, nowMs: number): SignallingAction[];
  /** An RTCP BYE of that SSRC came: of a stream of the MCU, or of the MCU itself. Nothing where it is neither. */
  byeReceived(ssrc: number, reason: string | undefined): SignallingAction[];
  /** Leaves: `closed` follows within a second, answered or not. While joining it gives the join up, and nothing follows. */
  leave(reason: string, nowMs: number): SignallingAction[];
  /** The stream of the MCU with that SSRC, if it is announced and we have subscribed to it. Asked for each RTP packet. */
  incoming(ssrc: number): ArenaStream | undefined;
  /** Our stream with that SSRC, if it is announced; `wanted` while the MCU subscribes to it. Asked for each RTP packet. */
  outgoing(ssrc: number): { stream: ArenaStream; wanted: boolean } | undefined;
  /** Whether a stream or session that we know of has the SSRC. */
  isUsed(ssrc: number): boolean;
}
