import { fail, type NotFound, notFound, type Outcome, ok } from '../base/errors.ts';
import { consumerIds } from '../base/ids.ts';
import type { SignallingDeps } from '../base/signalling-deps.ts';
import { writeOrUndo } from '../base/undo.ts';
import { toPlainRefusal, toRefusal } from '../node/refusals.ts';
import type { Seat } from '../participant/participant.ts';
import type { Signalling } from '../use-cases.ts';
import { toKind, toLeg } from './from-contract.ts';
import type { Leg, Stream } from './stream.ts';

type Consumers = Pick<Signalling, 'consume' | 'pauseConsumer' | 'resumeConsumer'>;

export function createConsumers({ transactions, node, gate, clock, log }: SignallingDeps): Consumers {
  function write(seat: Seat, leg: Leg): Promise<Outcome<Stream, NotFound>> {
    return transactions.inRoom(seat.roomId, async (tx) => {
      const receiver = await tx.participants.byId(seat.participantId);
      if (receiver?.state !== 'JOINED') return fail(notFound('PARTICIPANT_NOT_FOUND'));
      const stream = await tx.streams.byId(leg.streamId);
      if (stream?.roomId !== seat.roomId || stream.state === 'ENDED') return fail(notFound('STREAM_NOT_FOUND'));
      await tx.streams.putLegs([leg]);
      return ok(stream);
    });
  }

  return {
    consume: (seat, { transportId, streamId, rtpCapabilities }) =>
      gate.signal(seat.roomId, async () => {
        const made = await node.request('consume', { ...seat, transportId, streamId, rtpCapabilities });
        if (!made.ok) return fail(toRefusal(made.problem));
        const consumerId = consumerIds.of(made.value.consumerId);
        const info = { ...made.value.leg, toParticipantId: seat.participantId };
        const written = await writeOrUndo(
          log,
          () => write(seat, toLeg(info, streamId, clock.now())),
          // The contract has no way to close a consumer: it ends with its stream or receiver, and stays silent till then.
          () => node.request('pauseConsumer', { ...seat, consumerId }),
        );
        if (!written.ok) return written;
        const { kind, rtpParameters } = made.value;
        return ok({ consumerId, kind: toKind(kind), rtpParameters, stream: written.value });
      }),
    async pauseConsumer(seat, consumerId) {
      const paused = await node.request('pauseConsumer', { ...seat, consumerId });
      return paused.ok ? ok({ consumerId }) : fail(toPlainRefusal(paused.problem));
    },
    async resumeConsumer(seat, consumerId) {
      const resumed = await node.request('resumeConsumer', { ...seat, consumerId });
      return resumed.ok ? ok({ consumerId }) : fail(toPlainRefusal(resumed.problem));
    },
  };
}
