import type { CodecPolicyId, RoomId } from '../base/ids.ts';

export type RoomState = 'OPEN' | 'CLOSED';

/** A meeting: people, their streams, and an arena it may be linked to. */
export interface Room {
  id: RoomId;
  /** Unique among open and closed rooms: 3 to 64 of a-z, 0-9 and dashes. */
  slug: string;
  /** 1 to 120 characters. */
  name: string;
  state: RoomState;
  /** Grows by one with each change of the room's own fields. */
  version: number;
  codecPolicyId: CodecPolicyId;
  createdAt: Date;
  /** Null while it is open. */
  closedAt: Date | null;
}
