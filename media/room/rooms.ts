/** Every room on this node. */
import type { CommandInput } from '../contract/commands.ts';
import type { NodeEvent } from '../contract/events.ts';
import { NodeRefusal } from '../contract/problems.ts';
import type { Sfu } from '../sfu/workers.ts';
import type { ArenaSideDeps } from './arena-ports.ts';
import { createRoom, type Room } from './room.ts';

export interface RoomsDeps extends Omit<ArenaSideDeps, 'router' | 'policy'> {
  sfu: Sfu;
  emit(event: NodeEvent): void;
}

export interface Rooms {
  /** The room, made where it is not there yet; calls at the same time share the making. */
  open(input: CommandInput<'openRoom'>): Promise<Room>;
  find(roomId: string): Room | undefined;
  /** Refuses with `ROOM_NOT_FOUND`. */
  get(roomId: string): Room;
  closeRoom(roomId: string): Promise<void>;
  all(): Iterable<Room>;
  close(): Promise<void>;
}

export function createRooms(deps: RoomsDeps): Rooms {
  const { sfu, emit, log } = deps;
  const open = new Map<string, Room>();
  const opening = new Map<string, Promise<Room>>();

  async function make({ roomId, policy }: CommandInput<'openRoom'>): Promise<Room> {
    const router = await sfu.createRouter(policy, (reason) => {
      emit({ kind: 'roomLost', roomId, reason });
      closeRoom(roomId).catch((error: unknown) => log.error({ err: error, roomId }, 'clearing a lost room failed'));
    });
    const room = createRoom({ ...deps, roomId, policy, router });
    open.set(roomId, room);
    return room;
  }

  async function closeRoom(roomId: string): Promise<void> {
    const room = open.get(roomId);
    open.delete(roomId);
    await room?.close();
  }

  return {
    async open(input) {
      const { roomId } = input;
      const present = open.get(roomId) ?? opening.get(roomId);
      if (present !== undefined) return present;
      const making = make(input).finally(() => opening.delete(roomId));
      opening.set(roomId, making);
      return making;
    },
    find: (roomId) => open.get(roomId),
    get(roomId) {
      const room = open.get(roomId);
      if (room === undefined) throw new NodeRefusal('ROOM_NOT_FOUND', 'the room is not on this media node');
      return room;
    },
    async closeRoom(roomId) {
      await opening.get(roomId);
      await closeRoom(roomId);
    },
    all: () => open.values(),
    async close() {
      await Promise.allSettled(opening.values());
      await Promise.all([...open.keys()].map(closeRoom));
    },
  };
}
