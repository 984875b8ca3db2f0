import { eventIds } from '../../domain/base/ids.ts';
import type { LoggedEvent } from '../../domain/event/event.ts';
import type { Resolvers } from '../../generated/graphql.ts';
import type { ApiContext } from '../context.ts';
import { must } from '../loader.ts';

const common = {
  id: (event: Pick<LoggedEvent, 'id'>) => eventIds.format(event.id),
  room: (event: Pick<LoggedEvent, 'roomId'>, _args: unknown, { load }: ApiContext) =>
    must(load.room(event.roomId), 'room'),
};

/** What an event tells of is told as it was at that moment; what hangs on it is read as it is now. */
export const eventTypes = {
  Event: { __resolveType: (event) => event.body.type },
  RoomCreated: { ...common, room: (event) => event.body.room },
  RoomClosed: { ...common, room: (event) => event.body.room },
  ParticipantJoined: { ...common, participant: (event) => event.body.participant },
  ParticipantLeft: {
    ...common,
    participant: (event) => event.body.participant,
    reason: (event) => event.body.reason,
  },
  StreamStarted: { ...common, stream: (event) => event.body.stream },
  StreamPaused: { ...common, stream: (event) => event.body.stream },
  StreamResumed: { ...common, stream: (event) => event.body.stream },
  StreamEnded: { ...common, stream: (event) => event.body.stream },
  StreamTranscodingFailed: {
    ...common,
    stream: (event) => event.body.stream,
    reason: (event) => event.body.reason,
  },
  ArenaLinkRequested: { ...common, arenaLink: (event) => event.body.arenaLink },
  ArenaLinked: { ...common, arenaLink: (event) => event.body.arenaLink },
  ArenaUnreachable: {
    ...common,
    arenaLink: (event) => event.body.arenaLink,
    problem: (event) => event.body.problem,
  },
  ArenaUnlinked: { ...common, arenaLink: (event) => event.body.arenaLink },
} satisfies Resolvers;
