import { tell } from '../base/endings.ts';
import { type Conflict, conflict, fail, type NotFound, notFound, type Outcome, ok } from '../base/errors.ts';
import { actOnce, parseIdempotencyKey } from '../base/idempotency.ts';
import { arenaLinkIds } from '../base/ids.ts';
import type { Clock, Random } from '../base/ports.ts';
import type { Transaction, Transactions } from '../base/transactions.ts';
import type { LinkArenaInput, Organising } from '../use-cases.ts';
import { parseArenaAddress } from './arena-address.ts';
import { type ArenaLink, newLink } from './arena-link.ts';

interface Deps {
  transactions: Transactions;
  clock: Clock;
  random: Random;
  /** Tells the reconciler that there is something to do. */
  wake(): void;
}

export function createLinkArena({ transactions, clock, random, wake }: Deps): Organising['linkArena'] {
  async function link(
    tx: Transaction,
    { roomId, arena }: LinkArenaInput,
  ): Promise<Outcome<{ linkId: string }, NotFound | Conflict>> {
    const room = await tx.rooms.byId(roomId);
    if (room === undefined) return fail(notFound('ROOM_NOT_FOUND'));
    if (room.state === 'CLOSED') return fail(conflict('ROOM_CLOSED'));
    const arenaLink = newLink(arenaLinkIds.of(random.uuid()), roomId, arena, clock.now());
    if (!(await tx.arenaLinks.insert(arenaLink, arena.token))) return fail(conflict('ARENA_ALREADY_LINKED'));
    await tell(tx, roomId, arenaLink.createdAt, [{ type: 'ArenaLinkRequested', arenaLink }]);
    return ok({ linkId: arenaLink.id });
  }

  return async (input) => {
    const key = parseIdempotencyKey(input.idempotencyKey);
    if (!key.ok) return key;
    const arena = parseArenaAddress(input.arena);
    if (!arena.ok) return arena;
    const call = { key: key.value, operation: 'linkArena', input };
    const wish = { ...input, arena: arena.value };
    const outcome = await transactions.inRoom<ArenaLink, NotFound | Conflict>(input.roomId, async (tx) => {
      const done = await actOnce(tx.idempotency, call, ['linkId'], () => link(tx, wish));
      if (!done.ok) return done;
      const made = await tx.arenaLinks.byId(arenaLinkIds.of(done.value.linkId));
      return made === undefined ? fail(notFound('ARENA_LINK_NOT_FOUND')) : ok(made);
    });
    if (outcome.ok) wake();
    return outcome;
  };
}
