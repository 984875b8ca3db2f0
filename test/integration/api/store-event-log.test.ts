import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ok } from '../../../api/domain/base/errors.ts';
import { codecPolicyIds, type RoomId, roomIds } from '../../../api/domain/base/ids.ts';
import { createRandom } from '../../../api/domain/base/random.ts';
import { parseLogCursor } from '../../../api/domain/event/cursor.ts';
import type { LoggedEvent, NewEvent } from '../../../api/domain/event/event.ts';
import type { EventStream } from '../../../api/domain/event/ports.ts';
import { openStore, type Store } from '../../../api/store/store.ts';
import { startTestPostgres, type TestPostgres } from '../../support/postgres.ts';
import { silentLog } from '../../support/silent-log.ts';

const random = createRandom();
let postgres: TestPostgres;
let store: Store;

beforeAll(async () => {
  postgres = await startTestPostgres();
  store = await openStore({ url: postgres.url, log: silentLog, random });
});

afterAll(async () => {
  await store.close();
  await postgres.close();
});

const newRoom = (): RoomId => roomIds.of(random.uuid());

const policyId = codecPolicyIds.of('019aae00-0000-7000-8000-000000000001');

/** An event that can be told from others by the room's name in it. */
function numbered(roomId: RoomId, name: string): NewEvent {
  const at = new Date();
  const room = { id: roomId, slug: 'abc', name, state: 'OPEN', version: 1, createdAt: at, closedAt: null } as const;
  return { roomId, at, body: { type: 'RoomCreated', room: { ...room, codecPolicyId: policyId } } };
}
const nameOf = ({ body }: LoggedEvent): string => (body.type === 'RoomCreated' ? body.room.name : body.type);

async function append(roomId: RoomId, ...names: string[]): Promise<LoggedEvent[]> {
  const written = await store.transactions.inRoom<LoggedEvent[]>(roomId, async (tx) =>
    ok(await tx.events.append(names.map((name) => numbered(roomId, name)))),
  );
  if (!written.ok) throw new Error('not written');
  return written.value;
}

async function take(stream: EventStream, count: number): Promise<LoggedEvent[]> {
  const taken: LoggedEvent[] = [];
  while (taken.length < count) {
    const { value, done } = await stream.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}

/** Follows until `count` events have come, and the connection with it is lost every so often. */
async function readWithBreaks(roomId: RoomId | undefined, from: string, count: number, breakEvery: number) {
  const names: string[] = [];
  let cursor = from;
  while (names.length < count) {
    const stop = new AbortController();
    const stream = await store.events.follow({ roomId, after: parseLogCursor(cursor) }, stop.signal);
    for (const event of await take(stream, Math.min(breakEvery, count - names.length))) {
      names.push(nameOf(event));
      cursor = event.cursor;
    }
    stop.abort();
  }
  return names;
}

describe('the event log', () => {
  it('gives back what was written, in order, with its cursor', async () => {
    const roomId = newRoom();
    const [first, second] = await append(roomId, 'one', 'two');
    const read = await store.events.read({ roomId, limit: 10 });
    expect(read).toEqual([first, second]);
    expect(await store.events.read({ roomId, after: parseLogCursor(first?.cursor ?? ''), limit: 10 })).toEqual([
      second,
    ]);
  });

  it('loses and doubles nothing for live and resuming readers while eight writers write', async () => {
    const [start] = await append(newRoom(), 'start');
    const writers = 8;
    const each = 150;
    const total = writers * each;
    const pool = new pg.Pool({ connectionString: postgres.url, max: writers });
    const roomId = newRoom();
    // Each on a connection of its own, without the room's lock, some of them slow between writing and commit.
    async function write(writer: number): Promise<void> {
      for (let n = 0; n < each; n++) {
        const client = await pool.connect();
        await client.query('BEGIN');
        const event = numbered(roomId, `${writer}:${n}`);
        const payload = 'room' in event.body ? { room: event.body.room } : {};
        const values = [event.at, roomId, event.body.type, JSON.stringify(payload)];
        await client.query('INSERT INTO event (at, room_id, type, payload) VALUES ($1, $2, $3, $4)', values);
        if ((n + writer) % 7 === 0) await client.query('SELECT pg_sleep(0.004)');
        await client.query((n + writer) % 31 === 0 ? 'ROLLBACK' : 'COMMIT');
        client.release();
      }
    }
    const expected = new Set<string>();
    for (let writer = 0; writer < writers; writer++) {
      for (let n = 0; n < each; n++) if ((n + writer) % 31 !== 0) expected.add(`${writer}:${n}`);
    }
    expect(expected.size).toBeLessThan(total);
    const from = start?.cursor ?? '';
    const [live, resuming, late] = await Promise.all([
      readWithBreaks(undefined, from, expected.size, total),
      readWithBreaks(roomId, from, expected.size, 17),
      readWithBreaks(roomId, from, expected.size, 101),
      ...Array.from({ length: writers }, (_, writer) => write(writer)),
    ]);
    await pool.end();
    for (const names of [live, resuming, late]) {
      expect(names).toHaveLength(expected.size);
      expect(new Set(names)).toEqual(expected);
    }
    // All readers agree on the order, which is each writer's own, too.
    expect(resuming).toEqual(live);
    expect(late).toEqual(live);
    const ofFirst = live.filter((name) => name.startsWith('0:')).map((name) => Number(name.slice(2)));
    expect(ofFirst).toEqual([...ofFirst].sort((a, b) => a - b));
  });

  it('holds an event back while an older transaction is open, and gives it when that ends without one', async () => {
    const roomId = newRoom();
    const older = new pg.Client({ connectionString: postgres.url });
    await older.connect();
    await older.query('BEGIN');
    await older.query('SELECT pg_current_xact_id()');
    const stop = new AbortController();
    const stream = await store.events.follow({ roomId }, stop.signal);
    const next = stream.next();
    await append(roomId, 'held');
    expect(await store.events.read({ roomId, limit: 10 })).toEqual([]);
    // No event, and so no notification: the look at the log finds it.
    await older.query('ROLLBACK');
    await older.end();
    expect(nameOf((await next).value as LoggedEvent)).toBe('held');
    stop.abort();
  });

  it('begins at its present end where no cursor is given', async () => {
    const roomId = newRoom();
    await append(roomId, 'before');
    const stop = new AbortController();
    const stream = await store.events.follow({ roomId }, stop.signal);
    // Not asked for anything yet, and still: what is written from now on is its.
    await append(roomId, 'after');
    expect((await take(stream, 1)).map(nameOf)).toEqual(['after']);
    stop.abort();
  });

  it('tells only of the room that is asked for', async () => {
    const [mine, other] = [newRoom(), newRoom()];
    const stop = new AbortController();
    const stream = await store.events.follow({ roomId: mine }, stop.signal);
    await append(other, 'not mine');
    await append(mine, 'mine');
    expect((await take(stream, 1)).map(nameOf)).toEqual(['mine']);
    stop.abort();
  });

  it('ends a waiting reader at its signal, and all readers at close', async () => {
    const stop = new AbortController();
    const stream = await store.events.follow({ roomId: newRoom() }, stop.signal);
    const waiting = stream.next();
    stop.abort();
    expect((await waiting).done).toBe(true);
  });

  it('goes on after its connections were cut', async () => {
    const roomId = newRoom();
    const stop = new AbortController();
    const stream = await store.events.follow({ roomId }, stop.signal);
    const next = stream.next();
    const admin = new pg.Client({ connectionString: postgres.url });
    await admin.connect();
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`);
    await admin.end();
    await append(roomId, 'after the cut');
    expect(nameOf((await next).value as LoggedEvent)).toBe('after the cut');
    stop.abort();
  });

  it('reads a page only when the one before has been taken', async () => {
    const roomId = newRoom();
    const [first] = await append(roomId, ...Array.from({ length: 600 }, (_, n) => String(n)));
    const stop = new AbortController();
    const stream = await store.events.follow({ roomId, after: parseLogCursor(first?.cursor ?? '') }, stop.signal);
    const names = (await take(stream, 599)).map(nameOf);
    expect(names).toEqual(Array.from({ length: 599 }, (_, n) => String(n + 1)));
    stop.abort();
  });
});
