import type { MutationResolvers } from '../../generated/graphql.ts';
import { asParticipant } from '../access.ts';
import { answer, told } from '../answer.ts';

export const leaveRoom: MutationResolvers['leaveRoom'] = async (_mutation, _args, { connection, useCases }) => {
  const seat = asParticipant(connection.caller);
  if (!seat.ok) return told(seat.error);
  const outcome = await useCases.leaveRoom(seat.value, 'LEFT');
  return answer(outcome, (participant) => ({ __typename: 'LeaveRoomPayload' as const, participant }));
};
