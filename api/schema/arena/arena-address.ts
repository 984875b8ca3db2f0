import type { ArenaAddress } from '../../domain/use-cases.ts';
import type { ArenaInput } from '../../generated/graphql.ts';

export function arenaAddress({ host, rtpPort, arena, token }: ArenaInput): ArenaAddress {
  return { host, rtpPort, arena, token: token ?? undefined };
}
