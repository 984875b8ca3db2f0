/**
 * What a client knows of its room: the snapshot that `joinRoom` answered with, and every event since. Pure. An event that
 * comes twice or late changes nothing: who has left and what has ended never comes back (ids are not used again), and a
 * stream or link takes no news older than what it has.
 */
import type {
  JoinRoomMutation,
  LeaveReason,
  MediaKind,
  MeetingEventsSubscription,
  MeetingLinkFragment,
  MeetingPersonFragment,
  MeetingStreamFragment,
  ParticipantOrigin,
  StreamSource,
} from '../../gql/graphql.ts';

export type Snapshot = Extract<JoinRoomMutation['joinRoom'], { __typename: 'JoinRoomPayload' }>;
export type MeetingEvent = MeetingEventsSubscription['events'];

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly origin: ParticipantOrigin;
}

export interface StreamView {
  readonly id: string;
  readonly kind: MediaKind;
  readonly source: StreamSource;
  readonly paused: boolean;
  /** The transcoder gave up: the other side does not get it. */
  readonly broken: boolean;
  /** Null for the arena's mix and scene. */
  readonly ownerId: string | null;
  /** Time of the last event that changed it, RFC 3339; null where the snapshot is all. */
  readonly changedAt: string | null;
}

export interface MeetingState {
  readonly selfId: string;
  readonly roomName: string;
  readonly roomClosed: boolean;
  /** First come first. */
  readonly people: readonly Person[];
  /** First started first. */
  readonly streams: readonly StreamView[];
  /** The link that stands. */
  readonly link: MeetingLinkFragment | null;
  readonly linkChangedAt: string | null;
  /** Why this participant itself is gone; null while in the room. */
  readonly selfLeft: LeaveReason | null;
  /** Ids of people and streams that are over. */
  readonly gone: ReadonlySet<string>;
}

export function meetingFromSnapshot({ participant, room }: Snapshot): MeetingState {
  return {
    selfId: participant.id,
    roomName: room.name,
    roomClosed: room.state === 'CLOSED',
    people: room.participants.edges.filter(({ node }) => node.state === 'JOINED').map(({ node }) => personOf(node)),
    streams: room.streams.edges.filter(({ node }) => node.state !== 'ENDED').map(({ node }) => streamOf(node, null)),
    link: room.arenaLink,
    linkChangedAt: null,
    selfLeft: null,
    gone: new Set(),
  };
}

export function applyEvent(state: MeetingState, event: MeetingEvent): MeetingState {
  switch (event.__typename) {
    case 'ParticipantJoined':
      return withPerson(state, personOf(event.participant));
    case 'ParticipantLeft':
      return withoutPerson(state, event.participant.id, event.reason);
    case 'StreamStarted':
      return withStream(state, streamOf(event.stream, event.at));
    case 'StreamPaused':
      return changeStream(state, event.stream.id, event.at, { paused: true });
    case 'StreamResumed':
      return changeStream(state, event.stream.id, event.at, { paused: false });
    case 'StreamTranscodingFailed':
      return changeStream(state, event.stream.id, event.at, { broken: true });
    case 'StreamEnded':
      return withoutStream(state, event.stream.id);
    case 'ArenaLinkRequested':
    case 'ArenaLinked':
    case 'ArenaUnreachable':
      return withLink(state, event.arenaLink, event.at);
    case 'ArenaUnlinked':
      return state.link?.id === event.arenaLink.id ? withLink(state, null, event.at) : state;
    case 'RoomClosed':
      return { ...state, roomClosed: true };
    default:
      return state;
  }
}

function personOf({ id, displayName, origin }: MeetingPersonFragment): Person {
  return { id, name: displayName, origin };
}

function streamOf(stream: MeetingStreamFragment, at: string | null): StreamView {
  const { id, kind, source, state, participant } = stream;
  return {
    id,
    kind,
    source,
    paused: state === 'PAUSED',
    broken: false,
    ownerId: participant?.id ?? null,
    changedAt: at,
  };
}

function withPerson(state: MeetingState, person: Person): MeetingState {
  if (state.gone.has(person.id) || state.people.some(({ id }) => id === person.id)) return state;
  return { ...state, people: [...state.people, person] };
}

function withoutPerson(state: MeetingState, id: string, reason: LeaveReason): MeetingState {
  if (state.gone.has(id)) return state;
  const theirs = state.streams.filter(({ ownerId }) => ownerId === id).map((stream) => stream.id);
  return {
    ...state,
    people: state.people.filter((person) => person.id !== id),
    streams: state.streams.filter(({ ownerId }) => ownerId !== id),
    gone: new Set([...state.gone, id, ...theirs]),
    selfLeft: id === state.selfId ? reason : state.selfLeft,
  };
}

function withStream(state: MeetingState, stream: StreamView): MeetingState {
  const over = state.gone.has(stream.id) || (stream.ownerId !== null && state.gone.has(stream.ownerId));
  if (over || state.streams.some(({ id }) => id === stream.id)) return state;
  return { ...state, streams: [...state.streams, stream] };
}

function withoutStream(state: MeetingState, id: string): MeetingState {
  if (state.gone.has(id)) return state;
  return { ...state, streams: state.streams.filter((stream) => stream.id !== id), gone: new Set([...state.gone, id]) };
}

function changeStream(
  state: MeetingState,
  id: string,
  at: string,
  change: Partial<Pick<StreamView, 'paused' | 'broken'>>,
): MeetingState {
  const now = state.streams.find((stream) => stream.id === id);
  if (now === undefined || (now.changedAt !== null && now.changedAt > at)) return state;
  const next = { ...now, ...change, changedAt: at };
  return { ...state, streams: state.streams.map((stream) => (stream.id === id ? next : stream)) };
}

function withLink(state: MeetingState, link: MeetingLinkFragment | null, at: string): MeetingState {
  if (state.linkChangedAt !== null && state.linkChangedAt > at) return state;
  return { ...state, link: link?.state === 'UNLINKED' ? null : link, linkChangedAt: at };
}
