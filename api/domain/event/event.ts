/** What the log keeps. Every event carries what it is about as it was at that moment; rooms change little, so by id mostly. */
import type { ArenaLink, ArenaProblem } from '../arena/arena-link.ts';
import type { EventId, RoomId } from '../base/ids.ts';
import type { LeaveReason, Participant } from '../participant/participant.ts';
import type { Room } from '../room/room.ts';
import type { Stream } from '../stream/stream.ts';

/** `type` is the name of the GraphQL type. */
export type EventBody =
  | { type: 'RoomCreated'; room: Room }
  | { type: 'RoomClosed'; room: Room }
  | { type: 'ParticipantJoined'; participant: Participant }
  | { type: 'ParticipantLeft'; participant: Participant; reason: LeaveReason }
  | { type: 'StreamStarted'; stream: Stream }
  | { type: 'StreamPaused'; stream: Stream }
  | { type: 'StreamResumed'; stream: Stream }
  | { type: 'StreamEnded'; stream: Stream }
  | { type: 'StreamTranscodingFailed'; stream: Stream; reason: string }
  | { type: 'ArenaLinkRequested'; arenaLink: ArenaLink }
  | { type: 'ArenaLinked'; arenaLink: ArenaLink }
  | { type: 'ArenaUnreachable'; arenaLink: ArenaLink; problem: ArenaProblem }
  | { type: 'ArenaUnlinked'; arenaLink: ArenaLink };
export type EventType = EventBody['type'];

/** An event that is about to be written. */
export interface NewEvent {
  roomId: RoomId;
  at: Date;
  body: EventBody;
}

/** An event of the log. */
export interface LoggedEvent extends NewEvent {
  id: EventId;
  /** Opaque: go on from here. */
  cursor: string;
}
