import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { arenaLinkIds, roomIds } from '../../../api/domain/base/ids.ts';
import { createRandom } from '../../../api/domain/base/random.ts';
import type { UseCases } from '../../../api/domain/use-cases.ts';
import { codeOf, must, startTestDomain, type TestDomain } from '../../support/domain.ts';

const random = createRandom();
const arena = { host: 'mcu.example', rtpPort: 5004, arena: 'bridge' };
let domain: TestDomain;
let useCases: UseCases;

beforeAll(async () => {
  domain = await startTestDomain();
  useCases = domain.useCases;
});
afterAll(() => domain.close());

const typesOf = async (roomId: Parameters<TestDomain['told']>[0]) =>
  (await domain.told(roomId)).map((event) => event.body.type);

describe('creating a room', () => {
  it('makes its slug from the name, and another one where that is taken', async () => {
    const first = must(await useCases.createRoom({ name: '  Mørketids Møte 7\u0000 ' }));
    expect(first).toMatchObject({ name: 'Mørketids Møte 7', slug: 'm-rketids-m-te-7', state: 'OPEN', version: 1 });
    const second = must(await useCases.createRoom({ name: 'Mørketids Møte 7' }));
    expect(second.slug).toMatch(/^m-rketids-m-te-7-[0-9a-f]{8}$/);
    expect(await useCases.roomBySlug(first.slug)).toEqual(first);
    expect(await typesOf(first.id)).toEqual(['RoomCreated']);
  });

  it('refuses a slug that is taken, and leaves nothing behind', async () => {
    must(await useCases.createRoom({ name: 'One', slug: 'taken' }));
    const again = await useCases.createRoom({ name: 'Two', slug: 'taken', arena, idempotencyKey: 'taken-1' });
    expect(again).toMatchObject({ ok: false, error: { kind: 'ConflictError', code: 'SLUG_TAKEN' } });
    // The key was not used up by the failure.
    must(await useCases.createRoom({ name: 'Two', slug: 'not-taken', idempotencyKey: 'taken-1' }));
  });

  it.each([
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(121) }, 'name'],
    [{ name: 'ok', slug: 'No' }, 'slug'],
    [{ name: 'ok', arena: { ...arena, rtpPort: 5005 } }, 'arena.rtpPort'],
    [{ name: 'ok', arena: { ...arena, host: 'http://mcu' } }, 'arena.host'],
    [{ name: 'ok', arena: { ...arena, arena: '' } }, 'arena.arena'],
    [{ name: 'ok', idempotencyKey: 'x'.repeat(129) }, 'idempotencyKey'],
  ])('says which field of %j is wrong', async (input, field) => {
    expect(await useCases.createRoom(input)).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT', field } });
  });

  it('acts once for one idempotency key, even at the same time', async () => {
    const input = { name: 'Once', idempotencyKey: 'once-1' };
    const rooms = (await Promise.all([1, 2, 3, 4].map(() => useCases.createRoom(input)))).map(must);
    expect(new Set(rooms.map((room) => room.id)).size).toBe(1);
    expect(codeOf(await useCases.createRoom({ ...input, name: 'Twice' }))).toBe('IDEMPOTENCY_KEY_REUSED');
    const roomId = rooms[0]?.id ?? roomIds.of(random.uuid());
    expect(codeOf(await useCases.closeRoom({ roomId, idempotencyKey: 'once-1' }))).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('links it from the start, without telling the token', async () => {
    const room = must(await useCases.createRoom({ name: 'Linked', arena: { ...arena, token: 'geheim' } }));
    const link = (await useCases.arenaLinksOfRooms([room.id])).get(room.id);
    expect(link).toMatchObject({ ...arena, state: 'CONNECTING', problem: null });
    expect(await typesOf(room.id)).toEqual(['RoomCreated', 'ArenaLinkRequested']);
    expect(JSON.stringify([link, await domain.told(room.id)])).not.toContain('geheim');
  });
});

describe('closing a room', () => {
  it('ends its link with it, tells both, and can be repeated', async () => {
    const room = must(await useCases.createRoom({ name: 'To close', arena }));
    const closed = must(await useCases.closeRoom({ roomId: room.id, expectedVersion: 1 }));
    expect(closed).toMatchObject({ state: 'CLOSED', version: 2 });
    expect(await typesOf(room.id)).toEqual(['RoomCreated', 'ArenaLinkRequested', 'ArenaUnlinked', 'RoomClosed']);
    expect((await useCases.arenaLinksOfRooms([room.id])).size).toBe(0);
    expect(must(await useCases.closeRoom({ roomId: room.id }))).toEqual(closed);
  });

  it('refuses another version than the caller expects, and a room that is not there', async () => {
    const room = must(await useCases.createRoom({ name: 'Versioned' }));
    expect(codeOf(await useCases.closeRoom({ roomId: room.id, expectedVersion: 2 }))).toBe('VERSION_CONFLICT');
    expect(codeOf(await useCases.closeRoom({ roomId: roomIds.of(random.uuid()) }))).toBe('ROOM_NOT_FOUND');
  });
});

describe('preparing a join link', () => {
  it('fixes the same token for the same key', async () => {
    const { id: roomId } = must(await useCases.createRoom({ name: 'Joinable' }));
    const input = { roomId, displayName: 'Ada', ttlSeconds: 60, idempotencyKey: 'link-1' };
    const link = must(await useCases.prepareJoinLink(input));
    expect(link.expiresAt.getTime() - link.issuedAt.getTime()).toBe(60_000);
    expect(link.displayName).toBe('Ada');
    expect(must(await useCases.prepareJoinLink(input))).toEqual(link);
    expect(codeOf(await useCases.prepareJoinLink({ ...input, ttlSeconds: 61 }))).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('refuses a closed room, and a time outside of what is allowed', async () => {
    const { id: roomId } = must(await useCases.createRoom({ name: 'Soon closed' }));
    expect(codeOf(await useCases.prepareJoinLink({ roomId, ttlSeconds: 59 }))).toBe('INVALID_INPUT');
    must(await useCases.closeRoom({ roomId }));
    expect(codeOf(await useCases.prepareJoinLink({ roomId, ttlSeconds: 60 }))).toBe('ROOM_CLOSED');
  });
});

describe('linking an arena', () => {
  it('is allowed once at a time, and again after unlinking', async () => {
    const { id: roomId } = must(await useCases.createRoom({ name: 'Links' }));
    const link = must(await useCases.linkArena({ roomId, arena, idempotencyKey: 'arena-1' }));
    expect(must(await useCases.linkArena({ roomId, arena, idempotencyKey: 'arena-1' }))).toEqual(link);
    expect(codeOf(await useCases.linkArena({ roomId, arena }))).toBe('ARENA_ALREADY_LINKED');
    expect(must(await useCases.unlinkArena({ arenaLinkId: link.id }))).toMatchObject({ state: 'UNLINKED' });
    expect(must(await useCases.unlinkArena({ arenaLinkId: link.id })).endedAt).not.toBeNull();
    must(await useCases.linkArena({ roomId, arena }));
    expect(await typesOf(roomId)).toEqual(['RoomCreated', 'ArenaLinkRequested', 'ArenaUnlinked', 'ArenaLinkRequested']);
  });

  it('refuses closed rooms, rooms that are not there and links that are not there', async () => {
    const { id: roomId } = must(await useCases.createRoom({ name: 'Closed to links' }));
    must(await useCases.closeRoom({ roomId }));
    expect(codeOf(await useCases.linkArena({ roomId, arena }))).toBe('ROOM_CLOSED');
    expect(codeOf(await useCases.linkArena({ roomId: roomIds.of(random.uuid()), arena }))).toBe('ROOM_NOT_FOUND');
    const arenaLinkId = arenaLinkIds.of(random.uuid());
    expect(codeOf(await useCases.unlinkArena({ arenaLinkId }))).toBe('ARENA_LINK_NOT_FOUND');
  });
});

describe('lists', () => {
  it('page through rooms, newest first, each once', async () => {
    const made = [];
    for (const name of ['p1', 'p2', 'p3', 'p4', 'p5'])
      made.push(must(await useCases.createRoom({ name: `Page ${name}` })));
    const newest = made.map((room) => room.slug).reverse();
    const first = must(await useCases.rooms({ first: 2 }));
    expect(first.items.map((item) => item.node.slug)).toEqual(newest.slice(0, 2));
    expect(first).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const next = must(await useCases.rooms({ first: 3, after: first.items[1]?.cursor }));
    expect(next.items.map((item) => item.node.slug)).toEqual(newest.slice(2));
    expect(next.hasPreviousPage).toBe(true);
    const closed = must(await useCases.rooms({ first: 100, state: 'CLOSED' }));
    expect(new Set(closed.items.map((item) => item.node.state))).toEqual(new Set(['CLOSED']));
  });

  it('page through the event log by the events’ own cursors', async () => {
    const { id: roomId } = must(await useCases.createRoom({ name: 'Logged', arena }));
    must(await useCases.closeRoom({ roomId }));
    const all = must(await useCases.events({ roomId, first: 100 }));
    const page = must(await useCases.events({ roomId, first: 2, after: all.items[0]?.cursor }));
    expect(page.items).toEqual(all.items.slice(1, 3));
    expect(page).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    const event = all.items[2]?.node;
    expect(event === undefined ? undefined : await useCases.eventById(event.id)).toEqual(event);
  });

  it('refuse malformed cursors and page sizes', async () => {
    expect(codeOf(await useCases.rooms({ first: 0 }))).toBe('INVALID_INPUT');
    expect(codeOf(await useCases.rooms({ first: 101 }))).toBe('INVALID_INPUT');
    for (const after of ['', 'x', 'AQ', '%', 'A'.repeat(4000)]) {
      expect(codeOf(await useCases.rooms({ first: 1, after }))).toBe('INVALID_INPUT');
      expect(codeOf(await useCases.events({ first: 1, after }))).toBe('INVALID_INPUT');
      expect(codeOf(await useCases.subscribe({ after }, new AbortController().signal))).toBe('INVALID_INPUT');
    }
  });
});

describe('admin keys', () => {
  it('are known by their hash, once made known', async () => {
    const hash = 'ab'.repeat(32);
    expect(await useCases.findAdminKey(hash)).toBeUndefined();
    await useCases.ensureAdminKey(hash);
    await useCases.ensureAdminKey(hash);
    expect(await useCases.findAdminKey(hash)).toBeDefined();
  });
});
