import type { MutationResolvers } from '../../generated/graphql.ts';
import { asAdmin } from '../access.ts';
import { answer, told } from '../answer.ts';
import { arenaAddress } from '../arena/arena-address.ts';

export const createRoom: MutationResolvers['createRoom'] = async (_mutation, { input }, { connection, useCases }) => {
  const admin = asAdmin(connection.caller);
  if (!admin.ok) return told(admin.error);
  const outcome = await useCases.createRoom({
    name: input.name,
    slug: input.slug ?? undefined,
    arena: input.arena ? arenaAddress(input.arena) : undefined,
    idempotencyKey: input.idempotencyKey ?? undefined,
  });
  return answer(outcome, (room) => ({ __typename: 'CreateRoomPayload' as const, room }));
};
