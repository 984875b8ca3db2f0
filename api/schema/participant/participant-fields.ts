import { participantIds } from '../../domain/base/ids.ts';
import type { ParticipantResolvers } from '../../generated/graphql.ts';
import { must } from '../loader.ts';

export const Participant: ParticipantResolvers = {
  id: (participant) => participantIds.format(participant.id),
  room: (participant, _args, { load }) => must(load.room(participant.roomId), 'room'),
  streams: async (participant, _args, { load }) => (await load.streamsOfParticipant(participant.id)) ?? [],
};
