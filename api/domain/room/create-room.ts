import { parseArenaAddress } from '../arena/arena-address.ts';
import { newLink } from '../arena/arena-link.ts';
import { type Conflict, conflict, fail, type InvalidInput, type Outcome, ok } from '../base/errors.ts';
import { actOnce, parseIdempotencyKey } from '../base/idempotency.ts';
import { arenaLinkIds, roomIds } from '../base/ids.ts';
import type { Clock, Random } from '../base/ports.ts';
import { parseText } from '../base/text.ts';
import type { Transaction, Transactions } from '../base/transactions.ts';
import type { EventBody } from '../event/event.ts';
import type { CodecPolicyReader } from '../policy/ports.ts';
import type { ArenaAddress, CreateRoomInput, Organising } from '../use-cases.ts';
import type { Room } from './room.ts';
import { parseSlug, slugFrom, withSuffix } from './slug.ts';

export const MAX_ROOM_NAME = 120;

interface Wish {
  name: string;
  /** Undefined: made from the name. */
  slug: string | undefined;
  arena: ArenaAddress | undefined;
  key: string | undefined;
}

function parse(input: CreateRoomInput): Outcome<Wish, InvalidInput> {
  const key = parseIdempotencyKey(input.idempotencyKey);
  if (!key.ok) return key;
  const name = parseText(input.name, 'name', MAX_ROOM_NAME);
  if (!name.ok) return name;
  const slug = input.slug === undefined ? ok(undefined) : parseSlug(input.slug);
  if (!slug.ok) return slug;
  const arena = input.arena === undefined ? ok(undefined) : parseArenaAddress(input.arena);
  if (!arena.ok) return arena;
  return ok({ name: name.value, slug: slug.value, arena: arena.value, key: key.value });
}

interface Deps {
  transactions: Transactions;
  codecPolicies: CodecPolicyReader;
  clock: Clock;
  random: Random;
  /** Tells the reconciler that there is something to do. */
  wake(): void;
}

export function createCreateRoom(deps: Deps): Organising['createRoom'] {
  const { transactions, codecPolicies, clock, random, wake } = deps;

  /** A slug that the caller chose is taken or not; one of ours is tried again with a suffix. */
  async function insert(tx: Transaction, room: Room, chosen: boolean): Promise<Room | undefined> {
    if (await tx.rooms.insert(room)) return room;
    if (chosen) return undefined;
    const renamed = { ...room, slug: withSuffix(room.slug, random.uuid()) };
    return (await tx.rooms.insert(renamed)) ? renamed : undefined;
  }

  async function make(tx: Transaction, wish: Wish, blank: Room): Promise<Outcome<{ roomId: string }, Conflict>> {
    const room = await insert(tx, blank, wish.slug !== undefined);
    if (room === undefined) return fail(conflict('SLUG_TAKEN'));
    const bodies: EventBody[] = [{ type: 'RoomCreated', room }];
    if (wish.arena !== undefined) {
      const arenaLink = newLink(arenaLinkIds.of(random.uuid()), room.id, wish.arena, room.createdAt);
      await tx.arenaLinks.insert(arenaLink, wish.arena.token);
      bodies.push({ type: 'ArenaLinkRequested', arenaLink });
    }
    await tx.events.append(bodies.map((body) => ({ roomId: room.id, at: room.createdAt, body })));
    return ok({ roomId: room.id });
  }

  return async (input) => {
    const wish = parse(input);
    if (!wish.ok) return wish;
    const policy = await codecPolicies.default();
    const blank: Room = {
      id: roomIds.of(random.uuid()),
      slug: wish.value.slug ?? slugFrom(wish.value.name),
      name: wish.value.name,
      state: 'OPEN',
      version: 1,
      codecPolicyId: policy.id,
      createdAt: clock.now(),
      closedAt: null,
    };
    const call = { key: wish.value.key, operation: 'createRoom', input };
    const outcome = await transactions.alone<Room, InvalidInput | Conflict>(async (tx) => {
      const made = await actOnce(tx.idempotency, call, ['roomId'], () => make(tx, wish.value, blank));
      if (!made.ok) return made;
      const room = await tx.rooms.byId(roomIds.of(made.value.roomId));
      if (room === undefined) throw new Error('a room that was just made is not there');
      return ok(room);
    });
    if (outcome.ok && wish.value.arena !== undefined) wake();
    return outcome;
  };
}
