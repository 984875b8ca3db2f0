import pg from 'pg';
import type { DomainError, Outcome } from '../domain/base/errors.ts';
import type { RoomId } from '../domain/base/ids.ts';
import type { Transaction, Transactions } from '../domain/base/transactions.ts';
import { arenaLinkWriter } from './arena-link-writer.ts';
import { eventWriter } from './event-writer.ts';
import { idempotencyRecords } from './idempotency-records.ts';
import { participantWriter } from './participant-writer.ts';
import { roomWriter } from './room-writer.ts';
import { streamWriter } from './stream-writer.ts';

function transactionOn(client: pg.ClientBase): Transaction {
  return {
    rooms: roomWriter(client),
    participants: participantWriter(client),
    streams: streamWriter(client),
    arenaLinks: arenaLinkWriter(client),
    events: eventWriter(client),
    idempotency: idempotencyRecords(client),
  };
}

/** `begin` is one round trip. */
async function inTransaction<T, E extends DomainError>(
  pool: pg.Pool,
  begin: string,
  work: (tx: Transaction) => Promise<Outcome<T, E>>,
): Promise<Outcome<T, E>> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const outcome = await work(transactionOn(client));
    await client.query(outcome.ok ? 'COMMIT' : 'ROLLBACK');
    return outcome;
  } catch (error) {
    // A connection that cannot even roll back is thrown away: the server rolls back by itself.
    await client.query('ROLLBACK').catch((cause: unknown) => {
      broken = new Error('rollback failed', { cause });
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

export function createTransactions(pool: pg.Pool): Transactions {
  return {
    alone: (work) => inTransaction(pool, 'BEGIN', work),
    inRoom: (roomId, work) => inTransaction(pool, `BEGIN; ${lockRoom(roomId)}`, work),
  };
}

/**
 * An advisory lock and not `SELECT … FOR UPDATE`: it gives the transaction no xid, so that a room's transactions get
 * theirs in the order in which they hold the lock, which is the order in which they commit. Hence an event's cursor,
 * given to a client while the event is young, has all of the room's later events behind it.
 */
function lockRoom(roomId: RoomId): string {
  return `SELECT pg_advisory_xact_lock(hashtextextended(${pg.escapeLiteral(roomId)}, 0))`;
}
