/** What a participant does to a stream of its own. */
import { endStreams, tell } from '../base/endings.ts';
import { fail, type NotFound, notFound, type Outcome, ok } from '../base/errors.ts';
import type { StreamId } from '../base/ids.ts';
import type { SignallingDeps } from '../base/signalling-deps.ts';
import type { Transaction } from '../base/transactions.ts';
import { writeOrUndo } from '../base/undo.ts';
import { toPlainRefusal } from '../node/refusals.ts';
import type { Seat } from '../participant/participant.ts';
import type { Signalling } from '../use-cases.ts';
import type { StreamReader } from './ports.ts';
import type { Stream } from './stream.ts';

type OwnStreams = Pick<Signalling, 'pauseStream' | 'resumeStream' | 'closeStream'>;

const PAUSE = {
  state: 'PAUSED',
  event: 'StreamPaused',
  command: 'pauseStream',
  opposite: 'resumeStream',
} as const;
const RESUME = {
  state: 'ACTIVE',
  event: 'StreamResumed',
  command: 'resumeStream',
  opposite: 'pauseStream',
} as const;

export function createOwnStreams(deps: SignallingDeps & { streams: StreamReader }): OwnStreams {
  const { transactions, node, gate, clock, log, streams } = deps;

  async function own(seat: Seat, streamId: StreamId): Promise<Outcome<Stream, NotFound>> {
    const [stream] = await streams.byIds([streamId]);
    const isOwn = stream?.participantId === seat.participantId && stream.roomId === seat.roomId;
    return isOwn ? ok(stream) : fail(notFound('STREAM_NOT_FOUND'));
  }

  async function change(
    tx: Transaction,
    streamId: StreamId,
    to: typeof PAUSE | typeof RESUME,
  ): Promise<Outcome<Stream, NotFound>> {
    const before = await tx.streams.byId(streamId);
    if (before === undefined || before.state === 'ENDED') return fail(notFound('STREAM_NOT_FOUND'));
    if (before.state === to.state) return ok(before);
    const stream = { ...before, state: to.state };
    await tx.streams.setState(streamId, to.state);
    await tell(tx, stream.roomId, clock.now(), [{ type: to.event, stream }]);
    return ok(stream);
  }

  function changing(to: typeof PAUSE | typeof RESUME): OwnStreams['pauseStream'] {
    return (seat, streamId) =>
      gate.signal(seat.roomId, async () => {
        const found = await own(seat, streamId);
        if (!found.ok) return found;
        if (found.value.state === 'ENDED') return fail(notFound('STREAM_NOT_FOUND'));
        const done = await node.request(to.command, { ...seat, streamId });
        if (!done.ok) return fail(toPlainRefusal(done.problem));
        return writeOrUndo(
          log,
          () => transactions.inRoom(seat.roomId, (tx) => change(tx, streamId, to)),
          () => node.request(to.opposite, { ...seat, streamId }),
        );
      });
  }

  return {
    pauseStream: changing(PAUSE),
    resumeStream: changing(RESUME),
    closeStream: (seat, streamId) =>
      gate.signal(seat.roomId, async () => {
        const found = await own(seat, streamId);
        if (!found.ok) return found;
        const closed = await node.request('closeStream', { ...seat, streamId });
        const refusal = closed.ok ? undefined : toPlainRefusal(closed.problem);
        // What the node does not have any more is to end here, too.
        if (refusal !== undefined && refusal.kind !== 'NotFoundError') return fail(refusal);
        return transactions.inRoom<Stream, NotFound>(seat.roomId, async (tx) => {
          const at = clock.now();
          await tell(tx, seat.roomId, at, await endStreams(tx, { kind: 'one', id: streamId }, at));
          const stream = await tx.streams.byId(streamId);
          return stream === undefined ? fail(notFound('STREAM_NOT_FOUND')) : ok(stream);
        });
      }),
  };
}
