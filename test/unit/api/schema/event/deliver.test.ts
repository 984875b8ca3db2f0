import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { eventIds, roomIds } from '../../../../../api/domain/base/ids.ts';
import type { LoggedEvent } from '../../../../../api/domain/event/event.ts';
import { deliver } from '../../../../../api/schema/event/deliver.ts';

const roomId = roomIds.of(randomUUID());
const room = {} as never;
const event = (cursor: string): LoggedEvent => ({
  id: eventIds.of('1'),
  cursor,
  roomId,
  at: new Date(),
  body: { type: 'RoomCreated', room },
});

function reader(cursors: string[]) {
  const state = { ended: false };
  async function* read(signal: AbortSignal) {
    try {
      for (const cursor of cursors) yield event(cursor);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    } finally {
      state.ended = true;
    }
  }
  return { state, open: async (signal: AbortSignal) => read(signal) };
}

const everything = { may: () => true, isLast: () => false, as: (told: LoggedEvent) => told.cursor };

describe('the delivery of events', () => {
  it('leaves out what the caller may not see', async () => {
    const { open } = reader(['a', 'b', 'c']);
    const events = await deliver(open, { ...everything, may: (told) => told.cursor !== 'b' });
    expect([await events.next(), await events.next()].map((result) => result.value)).toEqual(['a', 'c']);
    await events.return?.();
  });

  it('ends after the last event that is for the caller', async () => {
    const { open, state } = reader(['a', 'b', 'c']);
    const seen: string[] = [];
    for await (const cursor of await deliver(open, { ...everything, isLast: (told) => told.cursor === 'b' })) {
      seen.push(cursor);
    }
    expect(seen).toEqual(['a', 'b']);
    expect(state.ended).toBe(true);
  });

  it('ends at once for one who stops listening while nothing happens', async () => {
    const { open, state } = reader([]);
    const events = await deliver(open, everything);
    const next = events.next();
    await events.return?.();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(state.ended).toBe(true);
  });
});
