import type { ArenaLinkId, RoomId } from '../base/ids.ts';
import type { ArenaLink } from './arena-link.ts';
import type { Wanted } from './reconcile.ts';

export interface ArenaLinkWriter {
  /** False, and nothing done, where the room has a link that stands. */
  insert(link: ArenaLink, token: string | undefined): Promise<boolean>;
  byId(id: ArenaLinkId): Promise<ArenaLink | undefined>;
  /** The one that stands. */
  ofRoom(roomId: RoomId): Promise<ArenaLink | undefined>;
  /** Writes state, problem, time of the next attempt and of the end. */
  update(link: ArenaLink): Promise<void>;
}

export interface ArenaLinkReader {
  byIds(ids: readonly ArenaLinkId[]): Promise<ArenaLink[]>;
  /** Those that stand. */
  ofRooms(ids: readonly RoomId[]): Promise<ArenaLink[]>;
}

/** What the reconciler goes by, and what it has found the node to have done. */
export interface ReconcileStore {
  wanted(): Promise<Wanted>;
  linkReleased(id: ArenaLinkId, at: Date): Promise<void>;
  roomReleased(id: RoomId, at: Date): Promise<void>;
}
