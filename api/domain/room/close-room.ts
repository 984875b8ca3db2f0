import { endLink } from '../arena/end-link.ts';
import { endRoomMedia, tell } from '../base/endings.ts';
import { type Conflict, conflict, fail, type NotFound, notFound, type Outcome, ok } from '../base/errors.ts';
import { actOnce, parseIdempotencyKey } from '../base/idempotency.ts';
import type { Clock } from '../base/ports.ts';
import type { Transaction, Transactions } from '../base/transactions.ts';
import type { CloseRoomInput, Organising } from '../use-cases.ts';
import type { Room } from './room.ts';

interface Deps {
  transactions: Transactions;
  clock: Clock;
  /** Tells the reconciler that there is something to do. */
  wake(): void;
}

export function createCloseRoom({ transactions, clock, wake }: Deps): Organising['closeRoom'] {
  async function close(tx: Transaction, room: Room): Promise<void> {
    const at = clock.now();
    const closed: Room = { ...room, state: 'CLOSED', version: room.version + 1, closedAt: at };
    const link = await tx.arenaLinks.ofRoom(room.id);
    const media = await endRoomMedia(tx, room.id, 'ROOM_CLOSED', at);
    const unlinked = link === undefined ? [] : await endLink(tx, link, at);
    await tx.rooms.close(closed);
    await tell(tx, room.id, at, [...media, ...unlinked, { type: 'RoomClosed', room: closed }]);
  }

  async function closeOnce(
    tx: Transaction,
    input: CloseRoomInput,
  ): Promise<Outcome<{ roomId: string }, NotFound | Conflict>> {
    const room = await tx.rooms.byId(input.roomId);
    if (room === undefined) return fail(notFound('ROOM_NOT_FOUND'));
    if (input.expectedVersion !== undefined && input.expectedVersion !== room.version) {
      return fail(conflict('VERSION_CONFLICT'));
    }
    if (room.state === 'OPEN') await close(tx, room);
    return ok({ roomId: room.id });
  }

  return async (input) => {
    const key = parseIdempotencyKey(input.idempotencyKey);
    if (!key.ok) return key;
    const call = { key: key.value, operation: 'closeRoom', input };
    const outcome = await transactions.inRoom<Room, NotFound | Conflict>(input.roomId, async (tx) => {
      const done = await actOnce(tx.idempotency, call, ['roomId'], () => closeOnce(tx, input));
      if (!done.ok) return done;
      const room = await tx.rooms.byId(input.roomId);
      return room === undefined ? fail(notFound('ROOM_NOT_FOUND')) : ok(room);
    });
    if (outcome.ok) wake();
    return outcome;
  };
}
