import type { ArenaLinkId, ParticipantId, RoomId } from '../base/ids.ts';
import type { ListQuery } from '../base/page.ts';
import type { LeaveReason, Participant } from './participant.ts';

export interface ParticipantWriter {
  /** False, and nothing done, where the id is known already. */
  insert(participant: Participant): Promise<boolean>;
  byId(id: ParticipantId): Promise<Participant | undefined>;
  /** Makes all of them who are still there leave; returns those, first come first. */
  leave(who: WhichParticipants, reason: LeaveReason, at: Date): Promise<Participant[]>;
}

export type WhichParticipants =
  | { kind: 'one'; id: ParticipantId }
  | { kind: 'ofLink'; linkId: ArenaLinkId }
  | { kind: 'ofRoom'; roomId: RoomId };

export interface ParticipantReader {
  /** First come first; one more than `first`, where there is one. */
  list(query: ListQuery & { roomId: RoomId; includeLeft: boolean }): Promise<Participant[]>;
  byIds(ids: readonly ParticipantId[]): Promise<Participant[]>;
}
