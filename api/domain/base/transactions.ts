/** The one way to write: what changes, the events that tell it and the idempotency record stand or fall together. */
import type { ArenaLinkWriter } from '../arena/ports.ts';
import type { EventWriter } from '../event/ports.ts';
import type { ParticipantWriter } from '../participant/ports.ts';
import type { RoomWriter } from '../room/ports.ts';
import type { StreamWriter } from '../stream/ports.ts';
import type { DomainError, Outcome } from './errors.ts';
import type { IdempotencyRecords } from './idempotency.ts';
import type { RoomId } from './ids.ts';

export interface Transaction {
  rooms: RoomWriter;
  participants: ParticipantWriter;
  streams: StreamWriter;
  arenaLinks: ArenaLinkWriter;
  events: EventWriter;
  idempotency: IdempotencyRecords;
}

type Work<T, E extends DomainError> = (tx: Transaction) => Promise<Outcome<T, E>>;

export interface Transactions {
  /**
   * One transaction, which commits where the outcome is ok and is rolled back where it is not, or where `work` throws.
   * All writing to an existing room goes through here, one at a time for each room: the transactions of a room are
   * numbered, commit and are told by the log in the same order.
   */
  inRoom<T, E extends DomainError = never>(roomId: RoomId, work: Work<T, E>): Promise<Outcome<T, E>>;
  /** For what has no room yet. */
  alone<T, E extends DomainError = never>(work: Work<T, E>): Promise<Outcome<T, E>>;
}
