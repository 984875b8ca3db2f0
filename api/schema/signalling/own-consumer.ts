import type { InvalidInput, NotFound, Outcome, Unavailable } from '../../domain/base/errors.ts';
import { type ConsumerId, consumerIds } from '../../domain/base/ids.ts';
import type { Seat } from '../../domain/participant/participant.ts';
import type { UseCases } from '../../domain/use-cases.ts';
import type { ConsumerInput } from '../../generated/graphql.ts';
import { asParticipant } from '../access.ts';
import { answer, parseId, told } from '../answer.ts';
import type { ApiContext } from '../context.ts';

type ConsumerUseCase = (
  seat: Seat,
  consumerId: ConsumerId,
) => Promise<Outcome<{ consumerId: ConsumerId }, InvalidInput | NotFound | Unavailable>>;

/** The two mutations on one of the participant's own consumers differ in the use-case only. */
export function ownConsumer(choose: (useCases: UseCases) => ConsumerUseCase) {
  return async (_mutation: unknown, { input }: { input: ConsumerInput }, context: ApiContext) => {
    const seat = asParticipant(context.connection.caller);
    if (!seat.ok) return told(seat.error);
    const consumerId = parseId(consumerIds, input.consumerId, 'CONSUMER_NOT_FOUND');
    if (!consumerId.ok) return told(consumerId.error);
    const outcome = await choose(context.useCases)(seat.value, consumerId.value);
    return answer(outcome, (consumer) => ({
      __typename: 'ConsumerPayload' as const,
      consumerId: consumerIds.format(consumer.consumerId),
    }));
  };
}
