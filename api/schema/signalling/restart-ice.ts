import { transportIds } from '../../domain/base/ids.ts';
import type { MutationResolvers } from '../../generated/graphql.ts';
import { asParticipant } from '../access.ts';
import { answer, parseId, told } from '../answer.ts';

export const restartIce: MutationResolvers['restartIce'] = async (_mutation, { input }, { connection, useCases }) => {
  const seat = asParticipant(connection.caller);
  if (!seat.ok) return told(seat.error);
  const transportId = parseId(transportIds, input.transportId, 'TRANSPORT_NOT_FOUND');
  if (!transportId.ok) return told(transportId.error);
  const outcome = await useCases.restartIce(seat.value, { transportId: transportId.value });
  return answer(outcome, ({ iceParameters }) => ({ __typename: 'RestartIcePayload' as const, iceParameters }));
};
