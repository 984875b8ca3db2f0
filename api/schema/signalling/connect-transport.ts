import { transportIds } from '../../domain/base/ids.ts';
import type { MutationResolvers } from '../../generated/graphql.ts';
import { asParticipant } from '../access.ts';
import { answer, parsed, parseId, told } from '../answer.ts';
import { readDtlsParameters } from './rtp-parameters.ts';

export const connectTransport: MutationResolvers['connectTransport'] = async (_mutation, { input }, context) => {
  const seat = asParticipant(context.connection.caller);
  if (!seat.ok) return told(seat.error);
  const transportId = parseId(transportIds, input.transportId, 'TRANSPORT_NOT_FOUND');
  if (!transportId.ok) return told(transportId.error);
  const dtlsParameters = parsed('dtlsParameters', readDtlsParameters(input.dtlsParameters));
  if (!dtlsParameters.ok) return told(dtlsParameters.error);
  const outcome = await context.useCases.connectTransport(seat.value, {
    transportId: transportId.value,
    dtlsParameters: dtlsParameters.value,
  });
  return answer(outcome, () => ({
    __typename: 'ConnectTransportPayload' as const,
    transportId: transportIds.format(transportId.value),
  }));
};
