import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eventIds, roomIds, streamIds } from '../../../../api/domain/base/ids.ts';
import { formatListCursor, parsePage } from '../../../../api/domain/base/page.ts';
import { createRandom } from '../../../../api/domain/base/random.ts';
import { createRoomGate } from '../../../../api/domain/base/room-gate.ts';
import { cleanText, parseText } from '../../../../api/domain/base/text.ts';
import { formatLogCursor, parseLogCursor } from '../../../../api/domain/event/cursor.ts';
import { slugFrom } from '../../../../api/domain/room/slug.ts';

const uuid = '019aae00-0000-7000-8000-000000000001';

describe('ids', () => {
  it('carry their kind outside and are read back as that kind only', () => {
    const id = roomIds.of(uuid);
    expect(roomIds.format(id)).toBe(`room_${uuid}`);
    expect(roomIds.parse(`room_${uuid}`)).toBe(id);
    expect(streamIds.parse(`room_${uuid}`)).toBeUndefined();
    for (const wrong of [
      uuid,
      'room_',
      `room_${uuid}0`,
      `ROOM_${uuid}`,
      `room_${uuid.replace('a', 'A')}`,
      ` room_${uuid}`,
    ]) {
      expect(roomIds.parse(wrong)).toBeUndefined();
    }
    expect(() => roomIds.of('x')).toThrow('not the id of a room');
  });

  it('of events are the log’s numbers', () => {
    expect(eventIds.parse('event_42')).toBe('42');
    for (const wrong of ['event_0', 'event_042', 'event_-1', 'event_9999999999999999999']) {
      expect(eventIds.parse(wrong)).toBeUndefined();
    }
  });

  it('that we make are UUIDs of version 7, each greater than the one before, whatever the clock does', () => {
    let now = 1_800_000_000_000;
    const random = createRandom(() => now);
    const made = Array.from({ length: 10_000 }, (_, n) => {
      if (n % 3000 === 0) now -= 5;
      return random.uuid();
    });
    for (const id of made) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(made).toEqual([...made].sort());
    expect(new Set(made).size).toBe(made.length);
  });
});

describe('cursors', () => {
  const anyUint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

  it('of the log lead back to their place', () => {
    fc.assert(
      fc.property(anyUint64, fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (xid, id) => {
        expect(parseLogCursor(formatLogCursor({ xid, id }))).toEqual({ xid, id });
      }),
    );
  });

  it('of the log are nothing but what we gave out', () => {
    const good = formatLogCursor({ xid: 800n, id: 7n });
    for (const bad of ['', `${good}=`, `${good}A`, good.slice(1), ` ${good}`, good.replace(/^./, 'B'), '💥']) {
      expect(parseLogCursor(bad)).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        const position = parseLogCursor(text);
        expect(position === undefined || formatLogCursor(position) === text).toBe(true);
      }),
    );
  });

  it('of lists lead back to their place, and texts that are none are refused', () => {
    const position = { at: new Date('2026-11-23T05:09:04.123Z'), id: uuid };
    expect(parsePage({ first: 1, after: formatListCursor(position) })).toEqual({
      ok: true,
      value: { first: 1, after: position },
    });
    fc.assert(fc.property(fc.string(), (after) => expect(parsePage({ first: 1, after }).ok).toBe(false)));
  });
});

describe('texts from outside', () => {
  it('are made fit for the database, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 1, max: 50 }), (text, max) => {
        const clean = cleanText(text, max);
        expect([...clean].length).toBeLessThanOrEqual(max);
        expect(clean).not.toContain('\0');
        expect(Buffer.from(clean, 'utf8').toString('utf8')).toBe(clean);
      }),
    );
    expect(cleanText('a\ud800b', 10)).toBe('a\ufffdb');
  });

  it('are counted in characters, not in UTF-16 units', () => {
    expect(parseText('😀'.repeat(80), 'displayName', 80).ok).toBe(true);
    expect(parseText('😀'.repeat(81), 'displayName', 80)).toMatchObject({ error: { field: 'displayName' } });
    expect(parseText(' \u0000\n', 'displayName', 80)).toMatchObject({ error: { message: '`displayName` is empty.' } });
  });

  it('become slugs that the database takes', () => {
    expect(slugFrom('Daily Stand-up: Gullfaks C')).toBe('daily-stand-up-gullfaks-c');
    expect(slugFrom('Møte på Ærø')).toBe('m-te-pa-r');
    expect(slugFrom('会議')).toBe('room');
    expect(slugFrom('A1')).toBe('room-a1');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (name) => {
        expect(slugFrom(name)).toMatch(/^[a-z0-9][a-z0-9-]{1,53}[a-z0-9]$/);
      }),
    );
  });
});

describe('the gate of a room', () => {
  const roomId = roomIds.of(uuid);

  function step(log: string[], name: string) {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const work = async (): Promise<void> => {
      log.push(`${name} begins`);
      await ended;
      log.push(`${name} ends`);
    };
    return { work, end };
  }

  it('lets what the node tells wait for what clients are doing, but not the other way round', async () => {
    const gate = createRoomGate();
    const log: string[] = [];
    const [early, told, late] = [step(log, 'early'), step(log, 'told'), step(log, 'late')];
    const all = [gate.signal(roomId, early.work), gate.inOrder(roomId, told.work), gate.signal(roomId, late.work)];
    late.end();
    await all[2];
    early.end();
    told.end();
    await Promise.all(all);
    expect(log).toEqual(['early begins', 'late begins', 'late ends', 'early ends', 'told begins', 'told ends']);
  });

  it('keeps the order in which the node tells, also after a failure', async () => {
    const gate = createRoomGate();
    const log: string[] = [];
    const first = gate.inOrder(roomId, async () => {
      await Promise.resolve();
      log.push('first');
      throw new Error('no database');
    });
    const second = gate.inOrder(roomId, async () => void log.push('second'));
    await expect(first).rejects.toThrow('no database');
    await second;
    expect(log).toEqual(['first', 'second']);
  });

  it('lets a thing that concerns all rooms wait for all, and everything after wait for it', async () => {
    const gate = createRoomGate();
    const log: string[] = [];
    const [before, down, after] = [step(log, 'before'), step(log, 'down'), step(log, 'after')];
    const all = [gate.signal(roomId, before.work), gate.alone(down.work), gate.signal(roomId, after.work)];
    after.end();
    down.end();
    before.end();
    await Promise.all(all);
    expect(log).toEqual(['before begins', 'before ends', 'down begins', 'down ends', 'after begins', 'after ends']);
  });
});
