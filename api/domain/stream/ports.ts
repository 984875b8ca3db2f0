import type { ArenaLinkId, LegId, ParticipantId, RoomId, StreamId } from '../base/ids.ts';
import type { ListQuery } from '../base/page.ts';
import type { Leg, Stream, StreamState } from './stream.ts';

export interface StreamWriter {
  /** False, and nothing done, where the id is known already. */
  insert(stream: Stream): Promise<boolean>;
  byId(id: StreamId): Promise<Stream | undefined>;
  setState(id: StreamId, state: Exclude<StreamState, 'ENDED'>): Promise<void>;
  /** Ends all of them that have not ended, and their legs; returns those streams, first started first. */
  end(which: WhichStreams, at: Date): Promise<Stream[]>;
  /** Adds those that are not there yet. */
  putLegs(legs: readonly Leg[]): Promise<void>;
  /** Ends all of them that have not ended. */
  endLegs(which: WhichLegs, at: Date): Promise<void>;
}

export type WhichStreams =
  | { kind: 'one'; id: StreamId }
  | { kind: 'ofParticipant'; participantId: ParticipantId }
  | { kind: 'ofLink'; linkId: ArenaLinkId }
  | { kind: 'ofRoom'; roomId: RoomId };

export type WhichLegs =
  | { kind: 'one'; id: LegId }
  | { kind: 'toParticipant'; participantId: ParticipantId }
  /** Those on the arena's side of the room. */
  | { kind: 'ofArenaSide'; roomId: RoomId }
  | { kind: 'ofRoom'; roomId: RoomId };

export interface StreamReader {
  /** First started first; one more than `first`, where there is one. */
  list(query: ListQuery & { roomId: RoomId; includeEnded: boolean }): Promise<Stream[]>;
  byIds(ids: readonly StreamId[]): Promise<Stream[]>;
  /** Those that have not ended, first started first. */
  ofParticipants(ids: readonly ParticipantId[]): Promise<Stream[]>;
  /** First started first. */
  legsOf(ids: readonly StreamId[]): Promise<Leg[]>;
}
