import type { ArenaLinkId, ParticipantId, RoomId } from '../base/ids.ts';

export type ParticipantOrigin = 'BROWSER' | 'ARENA';
export type ParticipantState = 'JOINED' | 'LEFT';
export type LeaveReason = 'LEFT' | 'CONNECTION_LOST' | 'NODE_LOST' | 'ROOM_CLOSED' | 'LEFT_ARENA' | 'ARENA_UNLINKED';

/** One person in one room, once: who leaves and comes back is another participant. */
export interface Participant {
  id: ParticipantId;
  roomId: RoomId;
  origin: ParticipantOrigin;
  state: ParticipantState;
  displayName: string;
  /** RFC 3550, section 6.5.1. */
  cname: string;
  /** The link through which an arena's participant came; null for browsers. */
  arenaLinkId: ArenaLinkId | null;
  joinedAt: Date;
  leftAt: Date | null;
  leaveReason: LeaveReason | null;
}

/** Who a session token's bearer is: the seat from which signalling is done. */
export interface Seat {
  roomId: RoomId;
  participantId: ParticipantId;
}
