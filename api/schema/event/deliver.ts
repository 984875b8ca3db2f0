import type { LoggedEvent } from '../../domain/event/event.ts';
import type { EventStream } from '../../domain/event/ports.ts';

export interface Delivery<Payload> {
  /** Asked for each event anew. */
  may(event: LoggedEvent): boolean;
  /** Nothing comes after this one. */
  isLast(event: LoggedEvent): boolean;
  as(event: LoggedEvent): Payload;
}

/**
 * The reader's events, one by one as they are asked for. By hand and not as an async generator, since a generator's
 * `return()` waits for the event that it is waiting for.
 */
export async function deliver<Payload>(
  open: (signal: AbortSignal) => Promise<EventStream>,
  delivery: Delivery<Payload>,
): Promise<AsyncIterableIterator<Payload>> {
  const abort = new AbortController();
  const source = await open(abort.signal);
  let over = false;

  async function end(): Promise<IteratorResult<Payload>> {
    over = true;
    abort.abort();
    await source.return();
    return { done: true, value: undefined };
  }

  const events: AsyncIterableIterator<Payload> = {
    async next() {
      while (!over) {
        const { done, value } = await source.next();
        if (done) break;
        if (!delivery.may(value)) continue;
        over = delivery.isLast(value);
        return { done: false, value: delivery.as(value) };
      }
      return end();
    },
    return: end,
    async throw(error) {
      await end();
      throw error;
    },
    [Symbol.asyncIterator]: () => events,
  };
  return events;
}
