import { describe, expect, it } from '@jest/globals';
import { NodeRefusal } from '../../../../media/contract/problems.ts';
import type { Rooms } from '../../../../media/room/rooms.ts';
import { createDispatch } from '../../../../media/server/dispatch.ts';
import { testPolicy } from '../../../support/policy.ts';
import { silentLog } from '../../../support/silent-log.ts';

const roomId = '0b5a3f0e-5d8c-4a6e-9c39-6a9d3f2a1b4c';
const noRooms: Rooms = {
  open: () => Promise.reject(new Error('a bug')),
  find: () => undefined,
  get: () => {
    throw new NodeRefusal('ROOM_NOT_FOUND', 'not here');
  },
  closeRoom: () => Promise.resolve(),
  all: () => [],
  close: () => Promise.resolve(),
};

describe('a media node that is given a command', () => {
  const dispatch = createDispatch({ rooms: noRooms, log: silentLog });

  it('answers', async () => {
    expect(await dispatch('closeRoom', { roomId })).toEqual({ ok: true, value: {} });
  });

  it('takes what is gone already for done', async () => {
    expect(await dispatch('leaveRoom', { roomId, participantId: roomId })).toEqual({ ok: true, value: {} });
  });

  it('refuses unknown commands, inherited names among them, and malformed input', async () => {
    for (const [command, input] of [
      ['explode', {}],
      ['toString', {}],
      ['closeRoom', { roomId: 'no uuid' }],
    ] as const) {
      expect(await dispatch(command, input)).toMatchObject({ ok: false, problem: { code: 'BAD_COMMAND' } });
    }
  });

  it('passes a refusal on, and tells nothing of a bug but that there was one', async () => {
    const person = { roomId, participantId: roomId };
    expect(await dispatch('createTransport', { ...person, direction: 'send' })).toMatchObject({
      ok: false,
      problem: { code: 'ROOM_NOT_FOUND' },
    });
    expect(await dispatch('openRoom', { roomId, policy: testPolicy })).toEqual({
      ok: false,
      problem: { code: 'INTERNAL', message: 'the media node failed at openRoom' },
    });
  });
});
