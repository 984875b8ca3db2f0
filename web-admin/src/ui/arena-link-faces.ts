import type { ArenaLinkState } from '../gql/graphql.ts';

/** How the states of an arena link look, everywhere. */
export const arenaLinkFaces: Record<ArenaLinkState, { text: string; colour: string }> = {
  LINKED: { text: 'Arena linked', colour: 'teal' },
  CONNECTING: { text: 'Arena connecting', colour: 'yellow' },
  UNREACHABLE: { text: 'Arena unreachable', colour: 'red' },
  UNLINKED: { text: 'Arena unlinked', colour: 'gray' },
};
