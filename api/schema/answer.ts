/** How outcomes are told: in mutations as members of the result union, elsewhere as GraphQL errors with their code. */
import { GraphQLError } from 'graphql';
import {
  type DomainError,
  fail,
  type InvalidInput,
  invalidInput,
  type NotFound,
  type NotFoundCode,
  notFound,
  type Outcome,
  ok,
} from '../domain/base/errors.ts';
import type { IdKind } from '../domain/base/ids.ts';
import type { Page } from '../domain/base/page.ts';
import type { Reading } from './signalling/rtp-parameters.ts';

/** A domain error as a member of a result union. */
export type Told<E extends DomainError> = E extends DomainError ? Omit<E, 'kind'> & { __typename: E['kind'] } : never;

export function told<E extends DomainError>(error: E): Told<E> {
  const { kind, ...rest } = error;
  // TypeScript does not follow `Omit` through a generic union.
  return { ...rest, __typename: kind } as unknown as Told<E>;
}

/** The payload where it went well, the error as it is where it did not. */
export function answer<T, E extends DomainError, Payload>(
  outcome: Outcome<T, E>,
  payload: (value: T) => Payload,
): Payload | Told<E> {
  return outcome.ok ? payload(outcome.value) : told(outcome.error);
}

/** For queries and subscriptions, which have no result unions. */
export function graphQlError(error: DomainError): GraphQLError {
  const { code, message, remedy } = error;
  return new GraphQLError(message, { extensions: { code, remedy } });
}

export function orThrow<T, E extends DomainError>(outcome: Outcome<T, E>): T {
  if (outcome.ok) return outcome.value;
  throw graphQlError(outcome.error);
}

/** A text that is no id of this kind is the id of nothing. */
export function parseId<T extends string>(ids: IdKind<T>, publicId: string, code: NotFoundCode): Outcome<T, NotFound> {
  const id = ids.parse(publicId);
  return id === undefined ? fail(notFound(code)) : ok(id);
}

export function parsed<T>(field: string, reading: Reading<T>): Outcome<T, InvalidInput> {
  if (reading.ok) return ok(reading.value);
  const path = reading.field === '' ? field : `${field}.${reading.field}`;
  return fail(invalidInput(reading.message, 'Send what mediasoup-client or the browser gave you, unchanged.', path));
}

/** A page as a Relay connection. */
export function toConnection<T>(page: Page<T>) {
  return {
    edges: page.items,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: page.items.at(0)?.cursor ?? null,
      endCursor: page.items.at(-1)?.cursor ?? null,
    },
  };
}

/** GraphQL tells "left out" and null apart; we do not. */
export function pageInput(
  args: { first?: number | null | undefined; after?: string | null | undefined },
  size: number,
) {
  return { first: args.first ?? size, after: args.after ?? undefined };
}
