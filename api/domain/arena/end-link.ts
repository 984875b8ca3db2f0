import { endArenaSide } from '../base/endings.ts';
import type { Transaction } from '../base/transactions.ts';
import type { EventBody } from '../event/event.ts';
import type { ArenaLink } from './arena-link.ts';

/** Ends a link that stands, and all that came by it. */
export async function endLink(tx: Transaction, link: ArenaLink, at: Date): Promise<EventBody[]> {
  const arenaLink: ArenaLink = { ...link, state: 'UNLINKED', problem: null, nextAttemptAt: null, endedAt: at };
  await tx.arenaLinks.update(arenaLink);
  return [...(await endArenaSide(tx, link, 'ARENA_UNLINKED', at)), { type: 'ArenaUnlinked', arenaLink }];
}
