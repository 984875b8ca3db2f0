import {
  type Conflict,
  conflict,
  fail,
  type InvalidInput,
  invalidInput,
  type NotFound,
  notFound,
  type Outcome,
  ok,
} from '../base/errors.ts';
import { actOnce, parseIdempotencyKey } from '../base/idempotency.ts';
import type { Clock, Random } from '../base/ports.ts';
import { MAX_DISPLAY_NAME, parseText } from '../base/text.ts';
import type { Transaction, Transactions } from '../base/transactions.ts';
import type { JoinLink, Organising, PrepareJoinLinkInput } from '../use-cases.ts';
import type { Room } from './room.ts';

const MIN_TTL_SECONDS = 60;
const MAX_TTL_SECONDS = 30 * 24 * 3600;

interface Deps {
  transactions: Transactions;
  clock: Clock;
  random: Random;
}

/** What is remembered of a link: all that its token depends on. Empty name: none. */
type Kept = Record<'linkId' | 'displayName' | 'issuedAt' | 'expiresAt', string>;
const FIELDS = ['linkId', 'displayName', 'issuedAt', 'expiresAt'] as const;

function parse(input: PrepareJoinLinkInput): Outcome<{ key: string | undefined; displayName: string }, InvalidInput> {
  const key = parseIdempotencyKey(input.idempotencyKey);
  if (!key.ok) return key;
  const name = input.displayName === undefined ? ok('') : parseText(input.displayName, 'displayName', MAX_DISPLAY_NAME);
  if (!name.ok) return name;
  const { ttlSeconds } = input;
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < MIN_TTL_SECONDS || ttlSeconds > MAX_TTL_SECONDS) {
    const remedy = `Send ${MIN_TTL_SECONDS} to ${MAX_TTL_SECONDS} seconds.`;
    return fail(invalidInput(`A link cannot be good for ${ttlSeconds} seconds.`, remedy, 'ttlSeconds'));
  }
  return ok({ key: key.value, displayName: name.value });
}

async function openRoom(
  tx: Transaction,
  { roomId }: PrepareJoinLinkInput,
): Promise<Outcome<Room, NotFound | Conflict>> {
  const room = await tx.rooms.byId(roomId);
  if (room === undefined) return fail(notFound('ROOM_NOT_FOUND'));
  return room.state === 'OPEN' ? ok(room) : fail(conflict('ROOM_CLOSED'));
}

/** Signing is the caller's: this checks, and fixes what is to be signed. */
export function createPrepareJoinLink({ transactions, clock, random }: Deps): Organising['prepareJoinLink'] {
  function fresh(displayName: string, ttlSeconds: number): Kept {
    const issuedAt = Math.floor(clock.now().getTime() / 1000) * 1000;
    const expiresAt = issuedAt + ttlSeconds * 1000;
    return { linkId: random.uuid(), displayName, issuedAt: String(issuedAt), expiresAt: String(expiresAt) };
  }

  return async (input) => {
    const parsed = parse(input);
    if (!parsed.ok) return parsed;
    const { key, displayName } = parsed.value;
    return transactions.inRoom<JoinLink, NotFound | Conflict>(input.roomId, async (tx) => {
      const room = await openRoom(tx, input);
      if (!room.ok) return room;
      const call = { key, operation: 'createJoinLink', input };
      const kept = await actOnce<keyof Kept, never>(tx.idempotency, call, FIELDS, async () =>
        ok(fresh(displayName, input.ttlSeconds)),
      );
      if (!kept.ok) return kept;
      return ok({
        linkId: kept.value.linkId,
        room: room.value,
        displayName: kept.value.displayName === '' ? undefined : kept.value.displayName,
        issuedAt: new Date(Number(kept.value.issuedAt)),
        expiresAt: new Date(Number(kept.value.expiresAt)),
      });
    });
  };
}
