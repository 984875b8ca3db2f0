import type { EventLineFragment } from '../../gql/graphql.ts';

const most = 200;

/** Puts later events before those that are there, newest first; one that is there already is left out. Pure. */
export function withEvents(
  now: readonly EventLineFragment[],
  later: readonly EventLineFragment[],
): readonly EventLineFragment[] {
  const known = new Set(now.map(({ id }) => id));
  const fresh = later.filter(({ id }) => !known.has(id));
  return fresh.length === 0 ? now : [...fresh.toReversed(), ...now].slice(0, most);
}
