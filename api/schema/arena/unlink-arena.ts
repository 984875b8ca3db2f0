import { arenaLinkIds } from '../../domain/base/ids.ts';
import type { MutationResolvers } from '../../generated/graphql.ts';
import { asAdmin } from '../access.ts';
import { answer, parseId, told } from '../answer.ts';

export const unlinkArena: MutationResolvers['unlinkArena'] = async (_mutation, { input }, { connection, useCases }) => {
  const admin = asAdmin(connection.caller);
  if (!admin.ok) return told(admin.error);
  const arenaLinkId = parseId(arenaLinkIds, input.arenaLinkId, 'ARENA_LINK_NOT_FOUND');
  if (!arenaLinkId.ok) return told(arenaLinkId.error);
  const outcome = await useCases.unlinkArena({
    arenaLinkId: arenaLinkId.value,
    idempotencyKey: input.idempotencyKey ?? undefined,
  });
  return answer(outcome, (arenaLink) => ({ __typename: 'UnlinkArenaPayload' as const, arenaLink }));
};
