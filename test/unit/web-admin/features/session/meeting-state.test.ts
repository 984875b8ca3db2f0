import { describe, expect, it } from '@jest/globals';
import {
  applyEvent,
  type MeetingEvent,
  type MeetingState,
  meetingFromSnapshot,
  type Snapshot,
} from '../../../../../web-admin/src/features/session/meeting-state.ts';
import { viewOf } from '../../../../../web-admin/src/features/session/meeting-view.ts';

type PersonNode = Snapshot['participant'];
type StreamNode = Snapshot['room']['streams']['edges'][number]['node'];
type LinkNode = NonNullable<Snapshot['room']['arenaLink']>;

function person(id: string, more: Partial<PersonNode> = {}): PersonNode {
  const joinedAt = '2026-11-23T05:00:00.000Z';
  return { id, displayName: id, origin: 'BROWSER', state: 'JOINED', joinedAt, leaveReason: null, ...more };
}

function stream(id: string, ownerId: string | null, more: Partial<StreamNode> = {}): StreamNode {
  const participant = ownerId === null ? null : { id: ownerId };
  return { id, kind: 'VIDEO', source: 'CAMERA', state: 'ACTIVE', participant, ...more };
}

function link(state: LinkNode['state'], more: Partial<LinkNode> = {}): LinkNode {
  return { id: 'link', arena: 'Troll', state, nextAttemptAt: null, problem: null, ...more };
}

function snapshot(people: PersonNode[], streams: StreamNode[] = [], arenaLink: LinkNode | null = null): Snapshot {
  return {
    __typename: 'JoinRoomPayload',
    participant: person('me'),
    sessionToken: 'session',
    reconnectWithinMs: 15_000,
    cursor: 'c0',
    routerRtpCapabilities: { codecs: [], headerExtensions: [] },
    room: {
      id: 'room',
      name: 'Troll B',
      state: 'OPEN',
      arenaLink,
      participants: { edges: people.map((node) => ({ node })) },
      streams: { edges: streams.map((node) => ({ node })) },
    },
  };
}

let eventsMade = 0;

/** `second` is when it happened. */
function at(second: number): { id: string; cursor: string; at: string } {
  eventsMade += 1;
  const time = `2026-11-23T05:00:${String(second).padStart(2, '0')}.000Z`;
  return { id: `e${eventsMade}`, cursor: `c${eventsMade}`, at: time };
}

const joined = (id: string, second = 1): MeetingEvent => ({
  __typename: 'ParticipantJoined',
  ...at(second),
  participant: person(id),
});
const left = (id: string, second = 2): MeetingEvent => ({
  __typename: 'ParticipantLeft',
  ...at(second),
  reason: 'LEFT',
  participant: person(id, { state: 'LEFT' }),
});
const onStream = (
  typename: 'StreamStarted' | 'StreamPaused' | 'StreamResumed' | 'StreamEnded',
  of: StreamNode,
  second: number,
): MeetingEvent => ({ __typename: typename, ...at(second), stream: of });

function replay(start: MeetingState, ...events: MeetingEvent[]): MeetingState {
  return events.reduce(applyEvent, start);
}

const ids = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);

describe('meeting state', () => {
  const start = meetingFromSnapshot(snapshot([person('ada'), person('me')], [stream('cam', 'ada')]));

  it('begins with the people and streams of the snapshot, without those that are over', () => {
    const over = snapshot(
      [person('ada'), person('gone', { state: 'LEFT' }), person('me')],
      [stream('old', 'ada', { state: 'ENDED' }), stream('cam', 'ada', { state: 'PAUSED' })],
    );
    const state = meetingFromSnapshot(over);
    expect(ids(state.people)).toEqual(['ada', 'me']);
    expect(state.streams).toMatchObject([{ id: 'cam', paused: true, ownerId: 'ada' }]);
  });

  it('adds who joins once, however often it is told', () => {
    const again = joined('bo');
    expect(ids(replay(start, again, again, joined('ada')).people)).toEqual(['ada', 'me', 'bo']);
  });

  it('takes the streams of who leaves along', () => {
    const state = replay(start, left('ada'));
    expect(ids(state.people)).toEqual(['me']);
    expect(state.streams).toEqual([]);
  });

  it('lets nobody and nothing come back by late events', () => {
    const late = [joined('ada', 1), onStream('StreamStarted', stream('cam', 'ada'), 1)];
    const state = replay(start, left('ada'), ...late, onStream('StreamStarted', stream('mic', 'ada'), 1));
    expect(ids(state.people)).toEqual(['me']);
    expect(state.streams).toEqual([]);
  });

  it('forgets a stream that ended, and does not start it again', () => {
    const cam = stream('cam', 'ada');
    const state = replay(start, onStream('StreamEnded', cam, 3), onStream('StreamStarted', cam, 1));
    expect(state.streams).toEqual([]);
    expect(replay(state, onStream('StreamEnded', cam, 3))).toBe(state);
  });

  it('remembers that a stream ended before it heard that it started', () => {
    const mic = stream('mic', 'ada');
    const state = replay(start, onStream('StreamEnded', mic, 3), onStream('StreamStarted', mic, 2));
    expect(ids(state.streams)).toEqual(['cam']);
  });

  it('follows pausing and resuming, but not older news', () => {
    const cam = stream('cam', 'ada');
    const paused = replay(start, onStream('StreamPaused', cam, 5));
    expect(paused.streams[0]?.paused).toBe(true);
    expect(replay(paused, onStream('StreamResumed', cam, 4))).toBe(paused);
    expect(replay(paused, onStream('StreamResumed', cam, 6)).streams[0]?.paused).toBe(false);
  });

  it('marks a stream whose transcoder was given up', () => {
    const failed: MeetingEvent = { __typename: 'StreamTranscodingFailed', ...at(3), stream: stream('cam', 'ada') };
    expect(replay(start, failed).streams[0]?.broken).toBe(true);
  });

  it('follows the arena link until it is unlinked, and a new one after that', () => {
    const requested: MeetingEvent = { __typename: 'ArenaLinkRequested', ...at(1), arenaLink: link('CONNECTING') };
    const linked: MeetingEvent = { __typename: 'ArenaLinked', ...at(2), arenaLink: link('LINKED') };
    const unlinked: MeetingEvent = { __typename: 'ArenaUnlinked', ...at(3), arenaLink: link('UNLINKED') };
    expect(replay(start, requested, linked).link?.state).toBe('LINKED');
    expect(replay(start, linked, requested).link?.state).toBe('LINKED');
    expect(replay(start, linked, unlinked).link).toBeNull();
    const next: MeetingEvent = {
      __typename: 'ArenaLinkRequested',
      ...at(4),
      arenaLink: link('CONNECTING', { id: 'next' }),
    };
    expect(replay(start, linked, unlinked, next, unlinked).link?.id).toBe('next');
  });

  it('tells why one is gone oneself, and that the room was closed', () => {
    const kicked: MeetingEvent = {
      __typename: 'ParticipantLeft',
      ...at(3),
      reason: 'NODE_LOST',
      participant: person('me', { state: 'LEFT' }),
    };
    expect(replay(start, kicked).selfLeft).toBe('NODE_LOST');
    expect(replay(start, { __typename: 'RoomClosed', ...at(4) }).roomClosed).toBe(true);
  });

  it('is not changed by events that do not concern it', () => {
    expect(replay(start, { __typename: 'RoomCreated', ...at(1) })).toBe(start);
  });
});

describe('meeting view', () => {
  const state = meetingFromSnapshot(
    snapshot(
      [person('me'), person('ada'), person('kari', { origin: 'ARENA' })],
      [
        stream('cam', 'ada'),
        stream('mic', 'ada', { kind: 'AUDIO', source: 'MICROPHONE', state: 'PAUSED' }),
        stream('mine', 'me', { kind: 'AUDIO', source: 'MICROPHONE' }),
        stream('scene', null, { source: 'SCENE' }),
        stream('mix', null, { kind: 'AUDIO', source: 'MIX' }),
      ],
      link('LINKED'),
    ),
  );

  it('shows the others before oneself, and who is muted', () => {
    const tiles = viewOf(state).tiles.map(({ person: { id }, muted, picture }) => [id, muted, picture?.id ?? null]);
    expect(tiles).toEqual([
      ['ada', true, 'cam'],
      ['kari', false, null],
      ['me', false, null],
    ]);
  });

  it('has the scene apart and plays every sound but the own one', () => {
    expect(viewOf(state).scene?.id).toBe('scene');
    expect(ids(viewOf(state).sounds)).toEqual(['mic', 'mix']);
  });

  it('shows a shared screen instead of the camera', () => {
    const sharing = replay(state, onStream('StreamStarted', stream('screen', 'ada', { source: 'SCREEN' }), 5));
    expect(viewOf(sharing).tiles[0]?.picture?.id).toBe('screen');
  });
});
