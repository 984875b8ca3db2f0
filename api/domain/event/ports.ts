import type { InvalidInput, Outcome } from '../base/errors.ts';
import type { EventId, RoomId } from '../base/ids.ts';
import type { LogPosition } from './cursor.ts';
import type { LoggedEvent, NewEvent } from './event.ts';

export interface EventWriter {
  /** Writes events, in order, in the transaction that changes what they tell, and wakes the log's readers at its commit. */
  append(events: readonly NewEvent[]): Promise<LoggedEvent[]>;
}

export interface EventScope {
  /** Only this room's. */
  roomId?: RoomId | undefined;
  /** Only what came after this place; without it a subscription begins now and a page at the log's beginning. */
  after?: LogPosition | undefined;
}

export type EventStream = AsyncGenerator<LoggedEvent, void, undefined>;

export interface EventLog {
  /** The next `limit` events at the most, oldest first. Those that an older transaction may still come before are held back. */
  read(scope: EventScope & { limit: number }): Promise<LoggedEvent[]>;
  byId(id: EventId): Promise<LoggedEvent | undefined>;
  /**
   * Each event once, in order, until the signal. Settles when it is fixed where it begins: what is written from then on
   * is not missed. Pulls a page only when the consumer has taken the one before.
   */
  follow(scope: EventScope, signal: AbortSignal): Promise<EventStream>;
}

/** The same, from the outside's cursors. */
export interface EventReader {
  /** Fails on a malformed cursor; else each event once, in order, until the signal ends it. */
  subscribe(
    scope: { roomId?: RoomId | undefined; after?: string | undefined },
    signal: AbortSignal,
  ): Promise<Outcome<EventStream, InvalidInput>>;
}
