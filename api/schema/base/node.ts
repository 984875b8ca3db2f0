import {
  arenaLinkIds,
  codecPolicyIds,
  eventIds,
  mediaNodeIds,
  participantIds,
  roomIds,
  streamIds,
} from '../../domain/base/ids.ts';
import type { QueryResolvers } from '../../generated/graphql.ts';
import { asAdmin, asAnybodyKnown, mayKnowRoom, mayWatchRoom } from '../access.ts';
import type { ApiContext } from '../context.ts';
import { eventOf } from '../event/event-of.ts';

/** Each kind of id has its own way to the object, and to who may see it. */
export const node: QueryResolvers['node'] = async (_query, { id }, context) =>
  (await roomNode(id, context)) ??
  (await participantNode(id, context)) ??
  (await streamNode(id, context)) ??
  (await arenaLinkNode(id, context)) ??
  (await eventNode(id, context)) ??
  (await codecPolicyNode(id, context)) ??
  (await mediaNode(id, context)) ??
  null;

async function roomNode(publicId: string, { connection, load }: ApiContext) {
  const id = roomIds.parse(publicId);
  if (id === undefined || !mayKnowRoom(connection.caller, id)) return undefined;
  const room = await load.room(id);
  return room && { ...room, __typename: 'Room' as const };
}

async function participantNode(publicId: string, { connection, load }: ApiContext) {
  const id = participantIds.parse(publicId);
  const participant = id && (await load.participant(id));
  if (!participant || !mayWatchRoom(connection.caller, participant.roomId)) return undefined;
  return { ...participant, __typename: 'Participant' as const };
}

async function streamNode(publicId: string, { connection, load }: ApiContext) {
  const id = streamIds.parse(publicId);
  const stream = id && (await load.stream(id));
  if (!stream || !mayWatchRoom(connection.caller, stream.roomId)) return undefined;
  return { ...stream, __typename: 'Stream' as const };
}

async function arenaLinkNode(publicId: string, { connection, load }: ApiContext) {
  const id = arenaLinkIds.parse(publicId);
  const link = id && (await load.arenaLink(id));
  if (!link || !mayWatchRoom(connection.caller, link.roomId)) return undefined;
  return { ...link, __typename: 'ArenaLink' as const };
}

async function eventNode(publicId: string, { connection, useCases }: ApiContext) {
  const id = eventIds.parse(publicId);
  const event = id && (await useCases.eventById(id));
  if (!event || !mayWatchRoom(connection.caller, event.roomId)) return undefined;
  return { ...eventOf(event), __typename: event.body.type };
}

async function codecPolicyNode(publicId: string, { connection, load }: ApiContext) {
  const id = codecPolicyIds.parse(publicId);
  if (id === undefined || !asAnybodyKnown(connection.caller).ok) return undefined;
  const policy = await load.codecPolicy(id);
  return policy && { ...policy, __typename: 'CodecPolicy' as const };
}

async function mediaNode(publicId: string, { connection, useCases }: ApiContext) {
  const id = mediaNodeIds.parse(publicId);
  if (id === undefined || !asAdmin(connection.caller).ok) return undefined;
  const found = (await useCases.mediaNodesById([id])).get(id);
  return found && { ...found, __typename: 'MediaNode' as const };
}
