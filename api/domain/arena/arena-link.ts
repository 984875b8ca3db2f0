import type { ArenaProblemCode } from '../../../media/contract/events.ts';
import type { ArenaLinkId, RoomId } from '../base/ids.ts';

export type { ArenaProblemCode };
export type ArenaLinkState = 'CONNECTING' | 'LINKED' | 'UNREACHABLE' | 'UNLINKED';

/** Why a link is not up. */
export interface ArenaProblem {
  code: ArenaProblemCode;
  /** What is wrong. Has words of the MCU's in it. */
  message: string;
}

/** The connection of one room to one Virtual Arena MCU session. Its token is never read back. */
export interface ArenaLink {
  id: ArenaLinkId;
  roomId: RoomId;
  host: string;
  /** Even; RTCP is one above. */
  rtpPort: number;
  /** The name of the arena on that MCU. */
  arena: string;
  state: ArenaLinkState;
  /** Null while it is up, and until something has gone wrong. */
  problem: ArenaProblem | null;
  /** When an unreachable MCU is tried again. */
  nextAttemptAt: Date | null;
  createdAt: Date;
  /** Null while it stands. */
  endedAt: Date | null;
}

const REMEDY: Record<ArenaProblemCode, string> = {
  ARENA_UNREACHABLE:
    'Check host, port and firewall (UDP, two adjacent ports), and that the MCU runs. It is tried again by itself.',
  ARENA_REFUSED: 'Ask whoever runs the MCU why; if it wants a token, link again with the right one.',
  ARENA_UNKNOWN: 'Check the arena’s name, or have it started on the MCU. It is tried again by itself.',
  ARENA_FULL: 'Wait until somebody leaves the arena. It is tried again by itself.',
  ARENA_LEFT: 'The MCU ended the session; it is tried again by itself. Unlink if the meeting is over.',
};

/** What to do about a problem. */
export function arenaRemedy(code: ArenaProblemCode): string {
  return REMEDY[code];
}

/** A link that is asked for. */
export function newLink(
  id: ArenaLinkId,
  roomId: RoomId,
  address: Pick<ArenaLink, 'host' | 'rtpPort' | 'arena'>,
  createdAt: Date,
): ArenaLink {
  const { host, rtpPort, arena } = address;
  const fresh = { state: 'CONNECTING', problem: null, nextAttemptAt: null, endedAt: null } as const;
  return { id, roomId, host, rtpPort, arena, createdAt, ...fresh };
}
