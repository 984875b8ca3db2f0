import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { participantIds, roomIds } from '../../../../api/domain/base/ids.ts';
import {
  asAdmin,
  asAnybodyKnown,
  asInvitee,
  asParticipant,
  eventScope,
  mayKnowRoom,
  mayWatchRoom,
} from '../../../../api/schema/access.ts';
import type { Caller } from '../../../../api/schema/caller.ts';

const own = roomIds.of(randomUUID());
const other = roomIds.of(randomUUID());
const seat = { roomId: own, participantId: participantIds.of(randomUUID()) };

const admin: Caller = { kind: 'admin' };
const invitee: Caller = { kind: 'invitee', invitee: { roomId: own } };
const participant: Caller = { kind: 'participant', seat };
const nobody: Caller = { kind: 'anonymous', reason: 'missing' };

const code = (outcome: { ok: boolean; error?: { code: string } }) => (outcome.ok ? 'ok' : outcome.error?.code);

describe('access', () => {
  it.each<[string, Caller, string, string, string, string]>([
    // who, caller, admins', invitees', participants', anybody's
    ['an admin', admin, 'ok', 'FORBIDDEN', 'FORBIDDEN', 'ok'],
    ['an invitee', invitee, 'FORBIDDEN', 'ok', 'FORBIDDEN', 'ok'],
    ['a participant', participant, 'FORBIDDEN', 'FORBIDDEN', 'ok', 'ok'],
    ['nobody', nobody, 'TOKEN_INVALID', 'TOKEN_INVALID', 'TOKEN_INVALID', 'TOKEN_INVALID'],
  ])('of %s', (_who, caller, admins, invitees, participants, anybodys) => {
    expect(code(asAdmin(caller))).toBe(admins);
    expect(code(asInvitee(caller))).toBe(invitees);
    expect(code(asParticipant(caller))).toBe(participants);
    expect(code(asAnybodyKnown(caller))).toBe(anybodys);
  });

  it.each([
    ['missing', 'TOKEN_INVALID'],
    ['invalid', 'TOKEN_INVALID'],
    ['expired', 'TOKEN_EXPIRED'],
    ['gone', 'TOKEN_EXPIRED'],
  ] as const)('is refused with the reason for credentials that are %s', (reason, expected) => {
    expect(code(asAdmin({ kind: 'anonymous', reason }))).toBe(expected);
  });

  it('to a room is for admins and those in it; invitees know it only', () => {
    expect([admin, invitee, participant, nobody].map((caller) => mayKnowRoom(caller, own))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect([admin, invitee, participant, nobody].map((caller) => mayWatchRoom(caller, own))).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect([admin, invitee, participant, nobody].map((caller) => mayKnowRoom(caller, other))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it("to events: an admin's is any room's, a participant's their own room's", () => {
    expect(eventScope(admin, undefined)).toEqual({ ok: true, value: undefined });
    expect(eventScope(admin, other)).toEqual({ ok: true, value: other });
    expect(eventScope(participant, undefined)).toEqual({ ok: true, value: own });
    expect(code(eventScope(participant, other))).toBe('FORBIDDEN');
    expect(code(eventScope(invitee, own))).toBe('FORBIDDEN');
    expect(code(eventScope(nobody, undefined))).toBe('TOKEN_INVALID');
  });
});
