import { fail, type InvalidInput, invalidInput, type Outcome, ok } from '../../domain/base/errors.ts';
import { transportIds } from '../../domain/base/ids.ts';
import type { ProduceInput } from '../../domain/use-cases.ts';
import type { MutationResolvers, StreamSource } from '../../generated/graphql.ts';
import { asParticipant } from '../access.ts';
import { answer, parsed, parseId, told } from '../answer.ts';
import { readRtpParameters } from './rtp-parameters.ts';

export const produce: MutationResolvers['produce'] = async (_mutation, { input }, { connection, useCases }) => {
  const seat = asParticipant(connection.caller);
  if (!seat.ok) return told(seat.error);
  const transportId = parseId(transportIds, input.transportId, 'TRANSPORT_NOT_FOUND');
  if (!transportId.ok) return told(transportId.error);
  const source = participantsSource(input.source);
  if (!source.ok) return told(source.error);
  const rtpParameters = parsed('rtpParameters', readRtpParameters(input.rtpParameters));
  if (!rtpParameters.ok) return told(rtpParameters.error);
  const outcome = await useCases.produce(seat.value, {
    transportId: transportId.value,
    kind: input.kind,
    source: source.value,
    rtpParameters: rtpParameters.value,
  });
  return answer(outcome, (stream) => ({ __typename: 'ProducePayload' as const, stream }));
};

function participantsSource(source: StreamSource): Outcome<ProduceInput['source'], InvalidInput> {
  if (source !== 'MIX' && source !== 'SCENE') return ok(source);
  return fail(invalidInput(`${source} is the arena’s own.`, 'Send MICROPHONE, CAMERA or SCREEN.', 'source'));
}
