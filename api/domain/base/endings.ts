/**
 * How things end in the database: whoever leaves takes along what hangs on them, in the same transaction, each with its
 * event. All of these end nothing twice. A stream's end is told before its participant's leaving.
 */
import type { ArenaLink } from '../arena/arena-link.ts';
import type { EventBody } from '../event/event.ts';
import type { LeaveReason, Participant, Seat } from '../participant/participant.ts';
import type { WhichStreams } from '../stream/ports.ts';
import type { RoomId } from './ids.ts';
import type { Transaction } from './transactions.ts';

export async function endStreams(tx: Transaction, which: WhichStreams, at: Date): Promise<EventBody[]> {
  const ended = await tx.streams.end(which, at);
  return ended.map((stream) => ({ type: 'StreamEnded', stream }));
}

function toldAsLeft(participants: Participant[], reason: LeaveReason): EventBody[] {
  return participants.map((participant) => ({ type: 'ParticipantLeft', participant, reason }));
}

export async function endParticipant(
  tx: Transaction,
  { participantId }: Pick<Seat, 'participantId'>,
  reason: LeaveReason,
  at: Date,
): Promise<EventBody[]> {
  const streams = await endStreams(tx, { kind: 'ofParticipant', participantId }, at);
  await tx.streams.endLegs({ kind: 'toParticipant', participantId }, at);
  const left = await tx.participants.leave({ kind: 'one', id: participantId }, reason, at);
  return [...streams, ...toldAsLeft(left, reason)];
}

/** What came into the room by the link, and what of the browsers' went out by it. */
export async function endArenaSide(
  tx: Transaction,
  link: ArenaLink,
  reason: LeaveReason,
  at: Date,
): Promise<EventBody[]> {
  const streams = await endStreams(tx, { kind: 'ofLink', linkId: link.id }, at);
  await tx.streams.endLegs({ kind: 'ofArenaSide', roomId: link.roomId }, at);
  const left = await tx.participants.leave({ kind: 'ofLink', linkId: link.id }, reason, at);
  return [...streams, ...toldAsLeft(left, reason)];
}

export async function endRoomMedia(
  tx: Transaction,
  roomId: RoomId,
  reason: LeaveReason,
  at: Date,
): Promise<EventBody[]> {
  const streams = await endStreams(tx, { kind: 'ofRoom', roomId }, at);
  await tx.streams.endLegs({ kind: 'ofRoom', roomId }, at);
  const left = await tx.participants.leave({ kind: 'ofRoom', roomId }, reason, at);
  return [...streams, ...toldAsLeft(left, reason)];
}

export async function tell(tx: Transaction, roomId: RoomId, at: Date, bodies: EventBody[]): Promise<void> {
  await tx.events.append(bodies.map((body) => ({ roomId, at, body })));
}
