import { roomIds } from '../../domain/base/ids.ts';
import type { MutationResolvers } from '../../generated/graphql.ts';
import { asAdmin } from '../access.ts';
import { answer, parseId, told } from '../answer.ts';
import { arenaAddress } from './arena-address.ts';

export const linkArena: MutationResolvers['linkArena'] = async (_mutation, { input }, { connection, useCases }) => {
  const admin = asAdmin(connection.caller);
  if (!admin.ok) return told(admin.error);
  const roomId = parseId(roomIds, input.roomId, 'ROOM_NOT_FOUND');
  if (!roomId.ok) return told(roomId.error);
  const outcome = await useCases.linkArena({
    roomId: roomId.value,
    arena: arenaAddress(input.arena),
    idempotencyKey: input.idempotencyKey ?? undefined,
  });
  return answer(outcome, (arenaLink) => ({ __typename: 'LinkArenaPayload' as const, arenaLink }));
};
