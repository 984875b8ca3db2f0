import { tell } from '../base/endings.ts';
import { type Conflict, fail, type NotFound, notFound, type Outcome, ok } from '../base/errors.ts';
import { actOnce, parseIdempotencyKey } from '../base/idempotency.ts';
import type { ArenaLinkId } from '../base/ids.ts';
import type { Clock } from '../base/ports.ts';
import type { Transaction, Transactions } from '../base/transactions.ts';
import type { Organising } from '../use-cases.ts';
import type { ArenaLink } from './arena-link.ts';
import { endLink } from './end-link.ts';
import type { ArenaLinkReader } from './ports.ts';

interface Deps {
  transactions: Transactions;
  arenaLinks: ArenaLinkReader;
  clock: Clock;
  /** Tells the reconciler that there is something to do. */
  wake(): void;
}

/** A link that has ended already is fine: it is answered as it is. */
export function createUnlinkArena({ transactions, arenaLinks, clock, wake }: Deps): Organising['unlinkArena'] {
  async function unlink(tx: Transaction, id: ArenaLinkId): Promise<Outcome<{ linkId: string }, NotFound>> {
    const link = await tx.arenaLinks.byId(id);
    if (link === undefined) return fail(notFound('ARENA_LINK_NOT_FOUND'));
    if (link.endedAt === null) {
      const at = clock.now();
      await tell(tx, link.roomId, at, await endLink(tx, link, at));
    }
    return ok({ linkId: id });
  }

  return async (input) => {
    const key = parseIdempotencyKey(input.idempotencyKey);
    if (!key.ok) return key;
    const [known] = await arenaLinks.byIds([input.arenaLinkId]);
    if (known === undefined) return fail(notFound('ARENA_LINK_NOT_FOUND'));
    const call = { key: key.value, operation: 'unlinkArena', input };
    const outcome = await transactions.inRoom<ArenaLink, NotFound | Conflict>(known.roomId, async (tx) => {
      const done = await actOnce(tx.idempotency, call, ['linkId'], () => unlink(tx, known.id));
      if (!done.ok) return done;
      const link = await tx.arenaLinks.byId(known.id);
      return link === undefined ? fail(notFound('ARENA_LINK_NOT_FOUND')) : ok(link);
    });
    if (outcome.ok) wake();
    return outcome;
  };
}
