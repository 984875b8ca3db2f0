import type { InvalidInput, NotFound, Outcome, Unavailable } from '../../domain/base/errors.ts';
import { type StreamId, streamIds } from '../../domain/base/ids.ts';
import type { Seat } from '../../domain/participant/participant.ts';
import type { Stream } from '../../domain/stream/stream.ts';
import type { UseCases } from '../../domain/use-cases.ts';
import type { OwnStreamInput } from '../../generated/graphql.ts';
import { asParticipant } from '../access.ts';
import { answer, parseId, told } from '../answer.ts';
import type { ApiContext } from '../context.ts';

type OwnStreamUseCase = (
  seat: Seat,
  streamId: StreamId,
) => Promise<Outcome<Stream, InvalidInput | NotFound | Unavailable>>;

/** The three mutations on one of the participant's own streams differ in the use-case only. */
export function ownStream(choose: (useCases: UseCases) => OwnStreamUseCase) {
  return async (_mutation: unknown, { input }: { input: OwnStreamInput }, context: ApiContext) => {
    const seat = asParticipant(context.connection.caller);
    if (!seat.ok) return told(seat.error);
    const streamId = parseId(streamIds, input.streamId, 'STREAM_NOT_FOUND');
    if (!streamId.ok) return told(streamId.error);
    const outcome = await choose(context.useCases)(seat.value, streamId.value);
    return answer(outcome, (stream) => ({ __typename: 'OwnStreamPayload' as const, stream }));
  };
}
