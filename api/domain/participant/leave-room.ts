import { endParticipant, tell } from '../base/endings.ts';
import { type AccessDenied, fail, forbidden, ok } from '../base/errors.ts';
import type { SignallingDeps } from '../base/signalling-deps.ts';
import type { Signalling } from '../use-cases.ts';
import type { Participant } from './participant.ts';

/** Leaving succeeds whatever the node says: one that is down has let go of the participant already. */
export function createLeaveRoom({ transactions, node, gate, clock, log }: SignallingDeps): Signalling['leaveRoom'] {
  return (seat, reason) =>
    gate.signal(seat.roomId, async () => {
      const left = await node.request('leaveRoom', seat);
      if (!left.ok) log.warn({ ...seat, problem: left.problem }, 'the media node did not let a participant leave');
      return transactions.inRoom<Participant, AccessDenied>(seat.roomId, async (tx) => {
        const at = clock.now();
        await tell(tx, seat.roomId, at, await endParticipant(tx, seat, reason, at));
        const participant = await tx.participants.byId(seat.participantId);
        if (participant?.roomId === seat.roomId) return ok(participant);
        return fail(forbidden('These credentials are of no participant.', 'Join the room again.'));
      });
    });
}
