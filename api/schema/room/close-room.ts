import { roomIds } from '../../domain/base/ids.ts';
import type { MutationResolvers } from '../../generated/graphql.ts';
import { asAdmin } from '../access.ts';
import { answer, parseId, told } from '../answer.ts';

export const closeRoom: MutationResolvers['closeRoom'] = async (_mutation, { input }, { connection, useCases }) => {
  const admin = asAdmin(connection.caller);
  if (!admin.ok) return told(admin.error);
  const roomId = parseId(roomIds, input.roomId, 'ROOM_NOT_FOUND');
  if (!roomId.ok) return told(roomId.error);
  const outcome = await useCases.closeRoom({
    roomId: roomId.value,
    expectedVersion: input.expectedVersion ?? undefined,
    idempotencyKey: input.idempotencyKey ?? undefined,
  });
  return answer(outcome, (room) => ({ __typename: 'CloseRoomPayload' as const, room }));
};
