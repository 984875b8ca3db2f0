import { transportIds } from '../../domain/base/ids.ts';
import type { MutationResolvers } from '../../generated/graphql.ts';
import { asParticipant } from '../access.ts';
import { answer, told } from '../answer.ts';
import { showDtlsParameters, showIceCandidate } from './rtp-parameters.ts';

export const createTransport: MutationResolvers['createTransport'] = async (_mutation, { input }, context) => {
  const seat = asParticipant(context.connection.caller);
  if (!seat.ok) return told(seat.error);
  const outcome = await context.useCases.createTransport(seat.value, { direction: input.direction });
  return answer(outcome, (transport) => ({
    __typename: 'CreateTransportPayload' as const,
    transportId: transportIds.format(transport.transportId),
    iceParameters: transport.iceParameters,
    iceCandidates: transport.iceCandidates.map(showIceCandidate),
    dtlsParameters: showDtlsParameters(transport.dtlsParameters),
  }));
};
