import { describe, expect, it } from '@jest/globals';
import { arenaInputOf, noArena } from '../../../../../web-admin/src/features/arena/arena-fields.ts';
import { keyInFragment } from '../../../../../web-admin/src/features/console/key-in-fragment.ts';
import { withEvents } from '../../../../../web-admin/src/features/event/event-list.ts';
import { eventText } from '../../../../../web-admin/src/features/event/event-text.ts';
import { legRows } from '../../../../../web-admin/src/features/stream/leg-rows.ts';
import type { EventLineFragment, StreamDetailsFragment } from '../../../../../web-admin/src/gql/graphql.ts';

const room = { id: 'room', slug: 'troll', name: 'Troll' };

function created(id: string): EventLineFragment {
  return { __typename: 'RoomCreated', id, cursor: id, at: '2026-11-23T05:00:00.000Z', room };
}

describe('admin key in the address', () => {
  it('is taken from #key=… and nothing else', () => {
    expect(keyInFragment('#key=abc_123')).toBe('abc_123');
    expect(keyInFragment('#other=abc')).toBeNull();
    expect(keyInFragment('')).toBeNull();
    expect(keyInFragment('#key=')).toBeNull();
  });
});

describe('event list', () => {
  it('has the newest first and each one once', () => {
    const first = withEvents([], [created('1'), created('2')]);
    expect(withEvents(first, [created('2'), created('3')]).map(({ id }) => id)).toEqual(['3', '2', '1']);
    expect(withEvents(first, [created('1')])).toBe(first);
  });

  it('forgets the oldest of very many', () => {
    const many = Array.from({ length: 250 }, (_, index) => created(String(index)));
    const list = withEvents([], many);
    expect(list).toHaveLength(200);
    expect(list[0]?.id).toBe('249');
  });
});

describe('text of an event', () => {
  const base = { id: '1', cursor: '1', at: '2026-11-23T05:00:00.000Z', room };

  it('names the person and the reason', () => {
    const participant = { id: 'p', displayName: 'Ada', origin: 'BROWSER' } as const;
    const text = eventText({ __typename: 'ParticipantLeft', ...base, participant, reason: 'CONNECTION_LOST' });
    expect(text).toMatchObject({ text: 'Ada left', detail: 'connection lost' });
  });

  it('tells the arena’s own streams from people’s', () => {
    const stream = { id: 's', kind: 'VIDEO', source: 'SCENE', participant: null } as const;
    expect(eventText({ __typename: 'StreamStarted', ...base, stream }).text).toBe('The arena’s scene started');
  });

  it('says why an arena is not reachable', () => {
    const problem = { code: 'ARENA_UNREACHABLE', message: 'No answer.', remedy: 'Check it.' } as const;
    const arenaLink = { arena: 'Troll', host: 'mcu' };
    expect(eventText({ __typename: 'ArenaUnreachable', ...base, arenaLink, problem })).toMatchObject({
      text: 'Troll is not reachable',
      detail: 'No answer.',
      tone: 'red',
    });
  });
});

describe('legs in a table', () => {
  type Leg = StreamDetailsFragment['legs'][number];
  const leg = (more: Partial<Leg>): Leg => ({
    side: 'WEBRTC',
    direction: 'IN',
    ssrc: 1,
    payloadType: 96,
    codec: 'vp8',
    clockRate: 90000,
    startedAt: '2026-11-23T05:00:00.000Z',
    endedAt: null,
    toParticipant: null,
    ...more,
  });
  const legs = [
    leg({ direction: 'OUT', toParticipant: { id: 'b', displayName: 'Bo' } }),
    leg({ side: 'ARENA', direction: 'OUT', codec: 'theora' }),
    leg({}),
    leg({ ssrc: 2, endedAt: '2026-11-23T05:01:00.000Z' }),
  ];

  it('come with incoming ones first, each with who receives it', () => {
    expect(legRows(legs, false).map(({ name }) => name)).toEqual(['Browser → node', 'Node → arena', 'Node → Bo']);
  });

  it('show ended ones only when asked for', () => {
    expect(legRows(legs, true).filter(({ ended }) => ended)).toHaveLength(1);
  });
});

describe('arena fields', () => {
  it('make an input once host, port and name are there', () => {
    expect(arenaInputOf(noArena)).toBeNull();
    expect(arenaInputOf({ ...noArena, host: 'mcu', arena: 'Troll' })).toBeNull();
    expect(arenaInputOf({ host: ' mcu ', rtpPort: 5004, arena: 'Troll', token: '' })).toEqual({
      host: 'mcu',
      rtpPort: 5004,
      arena: 'Troll',
    });
    expect(arenaInputOf({ host: 'mcu', rtpPort: '5004', arena: 'Troll', token: 's' })?.token).toBe('s');
  });
});
