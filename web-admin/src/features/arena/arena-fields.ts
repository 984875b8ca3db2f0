import type { ArenaInput } from '../../gql/graphql.ts';

/** What is typed into an arena's fields. */
export interface ArenaFields {
  host: string;
  rtpPort: string | number;
  arena: string;
  token: string;
}

export const noArena: ArenaFields = { host: '', rtpPort: '', arena: '', token: '' };

/** Null while something is missing; the server checks the rest. Pure. */
export function arenaInputOf({ host, rtpPort, arena, token }: ArenaFields): ArenaInput | null {
  const port = Number(rtpPort);
  if (host.trim() === '' || arena.trim() === '' || rtpPort === '' || !Number.isInteger(port)) return null;
  const secret = token === '' ? {} : { token };
  return { host: host.trim(), rtpPort: port, arena: arena.trim(), ...secret };
}
