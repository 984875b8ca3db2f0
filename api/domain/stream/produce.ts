import { tell } from '../base/endings.ts';
import { fail, type NotFound, notFound, type Outcome, ok } from '../base/errors.ts';
import { streamIds } from '../base/ids.ts';
import type { SignallingDeps } from '../base/signalling-deps.ts';
import { writeOrUndo } from '../base/undo.ts';
import { toRefusal } from '../node/refusals.ts';
import type { Seat } from '../participant/participant.ts';
import type { ProduceInput, Signalling } from '../use-cases.ts';
import { NODE_KIND, NODE_SOURCE, toLeg } from './from-contract.ts';
import type { Leg, Stream } from './stream.ts';

export function createProduce(deps: SignallingDeps): Signalling['produce'] {
  const { transactions, node, gate, clock, random, log } = deps;

  function newStream({ roomId, participantId }: Seat, { kind, source }: ProduceInput): Stream {
    const id = streamIds.of(random.uuid());
    const startedAt = clock.now();
    return { id, roomId, participantId, arenaLinkId: null, kind, source, state: 'ACTIVE', startedAt, endedAt: null };
  }

  function write(seat: Seat, stream: Stream, legs: Leg[]): Promise<Outcome<Stream, NotFound>> {
    return transactions.inRoom(seat.roomId, async (tx) => {
      const owner = await tx.participants.byId(seat.participantId);
      if (owner?.state !== 'JOINED') return fail(notFound('PARTICIPANT_NOT_FOUND'));
      await tx.streams.insert(stream);
      await tx.streams.putLegs(legs);
      await tell(tx, seat.roomId, stream.startedAt, [{ type: 'StreamStarted', stream }]);
      return ok(stream);
    });
  }

  return (seat, input) =>
    gate.signal(seat.roomId, async () => {
      const stream = newStream(seat, input);
      const { transportId, rtpParameters } = input;
      const media = { kind: NODE_KIND[input.kind], source: NODE_SOURCE[input.source], rtpParameters };
      const produced = await node.request('produce', { ...seat, transportId, streamId: stream.id, ...media });
      if (!produced.ok) return fail(toRefusal(produced.problem));
      const legs = produced.value.legs.map((leg) => toLeg(leg, stream.id, stream.startedAt));
      return writeOrUndo(
        log,
        () => write(seat, stream, legs),
        () => node.request('closeStream', { ...seat, streamId: stream.id }),
      );
    });
}
