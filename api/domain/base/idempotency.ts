/** The memory of calls that carried an idempotency key: a repeated one acts no more and answers the same. */
import { createHash } from 'node:crypto';
import {
  type Conflict,
  conflict,
  type DomainError,
  fail,
  type InvalidInput,
  invalidInput,
  type Outcome,
  ok,
} from './errors.ts';

export interface IdempotencyRecord {
  /** The GraphQL mutation. */
  operation: string;
  /** SHA-256 of the whole input but the key, in hexadecimal. */
  inputHash: string;
  /** What is needed to answer again. */
  result: Record<string, string>;
}

export interface IdempotencyRecords {
  /**
   * Waits for other transactions with the same key. Undefined: the key is new and now this transaction's, which must
   * `keep` its result before it commits.
   */
  claim(key: string, record: Omit<IdempotencyRecord, 'result'>): Promise<IdempotencyRecord | undefined>;
  keep(key: string, result: Record<string, string>): Promise<void>;
}

const MAX_KEY_LENGTH = 128;

export function parseIdempotencyKey(key: string | undefined): Outcome<string | undefined, InvalidInput> {
  if (key === undefined) return ok(undefined);
  if (key.length >= 1 && key.length <= MAX_KEY_LENGTH && !key.includes('\0')) return ok(key);
  return fail(
    invalidInput(
      `An idempotency key has 1 to ${MAX_KEY_LENGTH} characters.`,
      'Use a UUID, or leave it out.',
      'idempotencyKey',
    ),
  );
}

/** JSON with the keys in order and without what is undefined, so that equal inputs are equal texts. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

export interface RepeatableCall {
  key: string | undefined;
  operation: string;
  input: object;
}

/** Runs `act` unless the key's first call has. What it fails with is not remembered: the key can be used again. */
export async function actOnce<Field extends string, E extends DomainError>(
  records: IdempotencyRecords,
  call: RepeatableCall,
  /** Of the result. */
  fields: readonly Field[],
  act: () => Promise<Outcome<Record<Field, string>, E>>,
): Promise<Outcome<Record<Field, string>, E | Conflict>> {
  if (call.key === undefined) return act();
  const text = canonical({ ...call.input, idempotencyKey: undefined });
  const inputHash = createHash('sha256').update(text).digest('hex');
  const earlier = await records.claim(call.key, { operation: call.operation, inputHash });
  if (earlier === undefined) {
    const outcome = await act();
    if (outcome.ok) await records.keep(call.key, outcome.value);
    return outcome;
  }
  const same = earlier.operation === call.operation && earlier.inputHash === inputHash;
  if (!same) return fail(conflict('IDEMPOTENCY_KEY_REUSED'));
  if (!hasAll(earlier.result, fields)) throw new Error(`the record of ${call.operation} lacks one of ${fields.join()}`);
  return ok(earlier.result);
}

function hasAll<Field extends string>(
  result: Record<string, string>,
  fields: readonly Field[],
): result is Record<Field, string> {
  return fields.every((field) => field in result);
}
