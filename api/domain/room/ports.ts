import type { RoomId } from '../base/ids.ts';
import type { ListQuery } from '../base/page.ts';
import type { Room, RoomState } from './room.ts';

export interface RoomWriter {
  /** False, and nothing done, where the slug is taken. */
  insert(room: Room): Promise<boolean>;
  byId(id: RoomId): Promise<Room | undefined>;
  /** Marks it closed, in the version given. */
  close(room: Room): Promise<void>;
}

export interface RoomReader {
  /** Newest first; one more than `first`, where there is one. */
  list(query: ListQuery & { state?: RoomState | undefined }): Promise<Room[]>;
  bySlug(slug: string): Promise<Room | undefined>;
  byIds(ids: readonly RoomId[]): Promise<Room[]>;
  /** Rooms in which anything is marked as going on: a participant, a stream, a leg, a link that stands. */
  withAnythingActive(): Promise<RoomId[]>;
}
