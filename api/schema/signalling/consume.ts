import { consumerIds, streamIds, transportIds } from '../../domain/base/ids.ts';
import type { MutationResolvers } from '../../generated/graphql.ts';
import { asParticipant } from '../access.ts';
import { answer, parsed, parseId, told } from '../answer.ts';
import { readRtpCapabilities, showRtpParameters } from './rtp-parameters.ts';

export const consume: MutationResolvers['consume'] = async (_mutation, { input }, { connection, useCases }) => {
  const seat = asParticipant(connection.caller);
  if (!seat.ok) return told(seat.error);
  const transportId = parseId(transportIds, input.transportId, 'TRANSPORT_NOT_FOUND');
  if (!transportId.ok) return told(transportId.error);
  const streamId = parseId(streamIds, input.streamId, 'STREAM_NOT_FOUND');
  if (!streamId.ok) return told(streamId.error);
  const rtpCapabilities = parsed('rtpCapabilities', readRtpCapabilities(input.rtpCapabilities));
  if (!rtpCapabilities.ok) return told(rtpCapabilities.error);
  const outcome = await useCases.consume(seat.value, {
    transportId: transportId.value,
    streamId: streamId.value,
    rtpCapabilities: rtpCapabilities.value,
  });
  return answer(outcome, ({ consumerId, kind, rtpParameters, stream }) => ({
    __typename: 'ConsumePayload' as const,
    consumerId: consumerIds.format(consumerId),
    kind,
    rtpParameters: showRtpParameters(rtpParameters),
    stream,
  }));
};
