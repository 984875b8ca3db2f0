import { streamIds } from '../../domain/base/ids.ts';
import type { StreamLegResolvers, StreamResolvers } from '../../generated/graphql.ts';
import { must } from '../loader.ts';

export const Stream: StreamResolvers = {
  id: (stream) => streamIds.format(stream.id),
  room: (stream, _args, { load }) => must(load.room(stream.roomId), 'room'),
  participant: async (stream, _args, { load }) =>
    stream.participantId === null ? null : must(load.participant(stream.participantId), 'participant'),
  legs: async (stream, _args, { load }) => (await load.legsOfStream(stream.id)) ?? [],
};

export const StreamLeg: StreamLegResolvers = {
  toParticipant: async (leg, _args, { load }) =>
    leg.toParticipantId === null ? null : must(load.participant(leg.toParticipantId), 'participant'),
};
