/** Pages of lists, by keyset: a cursor marks the last row seen, so that rows which come or go never shift a page. */
import { fail, type InvalidInput, invalidInput, type Outcome, ok } from './errors.ts';

/** As asked for. */
export interface PageInput {
  /** Page size, 1 to 100. */
  first: number;
  /** Only what comes after this cursor. */
  after?: string | undefined;
}

export interface PageItem<T> {
  cursor: string;
  node: T;
}

export interface Page<T> {
  items: PageItem<T>[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
}

/** A place in a list that is ordered by an instant, then by id. */
export interface ListPosition {
  at: Date;
  id: string;
}

export interface ListQuery {
  first: number;
  after?: ListPosition | undefined;
}

const MAX_PAGE = 100;
const CURSOR = /^1:(\d{1,15}):([0-9a-f-]{36})$/;

export function formatListCursor(position: ListPosition): string {
  return Buffer.from(`1:${position.at.getTime()}:${position.id}`).toString('base64url');
}

function parseListCursor(cursor: string): ListPosition | undefined {
  const match = CURSOR.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  const [, at, id] = match ?? [];
  if (at === undefined || id === undefined) return undefined;
  const position = { at: new Date(Number(at)), id };
  return formatListCursor(position) === cursor && !Number.isNaN(position.at.getTime()) ? position : undefined;
}

export function parsePageSize(first: number): Outcome<number, InvalidInput> {
  if (Number.isInteger(first) && first >= 1 && first <= MAX_PAGE) return ok(first);
  return fail(
    invalidInput(`A page has 1 to ${MAX_PAGE} entries, not ${first}.`, 'Ask for fewer and page on.', 'first'),
  );
}

export function parsePage(input: PageInput): Outcome<ListQuery, InvalidInput> {
  const size = parsePageSize(input.first);
  if (!size.ok) return size;
  if (input.after === undefined) return ok({ first: size.value });
  const after = parseListCursor(input.after);
  if (after === undefined) return fail(malformedCursor());
  return ok({ first: size.value, after });
}

export function malformedCursor(): InvalidInput {
  return invalidInput('The cursor is malformed.', 'Send a cursor back exactly as it was given out.', 'after');
}

/** Makes a page of `first` from the `first + 1` rows that a store was asked for. */
export function toPage<T>(rows: T[], query: ListQuery, position: (row: T) => ListPosition): Page<T> {
  return {
    items: rows.slice(0, query.first).map((node) => ({ cursor: formatListCursor(position(node)), node })),
    hasNextPage: rows.length > query.first,
    hasPreviousPage: query.after !== undefined,
  };
}
