/** What each kind of caller may do. Pure: no rule of access stands anywhere else. */
import { type AccessCode, type AccessDenied, fail, forbidden, type Outcome, ok } from '../domain/base/errors.ts';
import type { RoomId } from '../domain/base/ids.ts';
import type { LoggedEvent } from '../domain/event/event.ts';
import type { Seat } from '../domain/participant/participant.ts';
import type { Invitee } from '../domain/use-cases.ts';
import type { Caller } from './caller.ts';

type Anonymous = Extract<Caller, { kind: 'anonymous' }>;

const credentialProblems: Record<Anonymous['reason'], readonly [AccessCode, message: string, remedy: string]> = {
  missing: [
    'TOKEN_INVALID',
    'No credentials were sent.',
    'Send an admin key, join token or session token as `authorization: Bearer …` (over a WebSocket in `connectionParams`).',
  ],
  invalid: ['TOKEN_INVALID', 'Nobody has issued these credentials.', 'Check that key or token were copied whole.'],
  expired: ['TOKEN_EXPIRED', 'The join link is too old.', 'Ask for a new join link.'],
  gone: ['TOKEN_EXPIRED', 'The participant of this session has left the room.', 'Join again with the join link.'],
};

export function deniedToAnonymous(caller: Anonymous): AccessDenied {
  const [code, message, remedy] = credentialProblems[caller.reason];
  return { kind: 'AccessError', code, message, remedy };
}

function denied(caller: Caller, message: string, remedy: string): { ok: false; error: AccessDenied } {
  return fail(caller.kind === 'anonymous' ? deniedToAnonymous(caller) : forbidden(message, remedy));
}

export function asAdmin(caller: Caller): Outcome<undefined, AccessDenied> {
  if (caller.kind === 'admin') return ok(undefined);
  return denied(caller, 'This is for admins.', 'Send an admin key.');
}

export function asInvitee(caller: Caller): Outcome<Invitee, AccessDenied> {
  if (caller.kind === 'invitee') return ok(caller.invitee);
  const message =
    caller.kind === 'participant' ? 'This session has joined already.' : 'Only a join token lets people join.';
  return denied(caller, message, 'Send the token of a join link (see `createJoinLink`), on a connection of its own.');
}

export function asParticipant(caller: Caller): Outcome<Seat, AccessDenied> {
  if (caller.kind === 'participant') return ok(caller.seat);
  return denied(
    caller,
    'This is for participants of a room.',
    'Call `joinRoom` first, then go on over the same socket or with its `sessionToken`.',
  );
}

/** Whose credentials are good for anything at all. */
export function asAnybodyKnown(caller: Caller): Outcome<undefined, AccessDenied> {
  return caller.kind === 'anonymous' ? fail(deniedToAnonymous(caller)) : ok(undefined);
}

/** That the room is there and what it is called. */
export function mayKnowRoom(caller: Caller, roomId: RoomId): boolean {
  return mayWatchRoom(caller, roomId) || (caller.kind === 'invitee' && caller.invitee.roomId === roomId);
}

/** Who and what is in it, and what happens there. Invitees may not: they would watch unseen. */
export function mayWatchRoom(caller: Caller, roomId: RoomId): boolean {
  return caller.kind === 'admin' || (caller.kind === 'participant' && caller.seat.roomId === roomId);
}

/** Of which room's events the caller asks: undefined for all. */
export function eventScope(caller: Caller, roomId: RoomId | undefined): Outcome<RoomId | undefined, AccessDenied> {
  if (caller.kind === 'admin') return ok(roomId);
  const seat = asParticipant(caller);
  if (!seat.ok) return seat;
  if (roomId === undefined || roomId === seat.value.roomId) return ok(seat.value.roomId);
  return denied(caller, 'These credentials are for another room.', 'Leave `roomId` out to get your own room’s events.');
}

export function mayReceive(caller: Caller, event: LoggedEvent): boolean {
  return mayWatchRoom(caller, event.roomId);
}

/** After this event there is nothing more for the caller to be told: they have left, or their room is over. */
export function isLastFor(caller: Caller, event: LoggedEvent): boolean {
  if (caller.kind !== 'participant') return false;
  const { body } = event;
  if (body.type === 'RoomClosed') return body.room.id === caller.seat.roomId;
  return body.type === 'ParticipantLeft' && body.participant.id === caller.seat.participantId;
}
