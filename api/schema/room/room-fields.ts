import { forbidden } from '../../domain/base/errors.ts';
import { type RoomId, roomIds } from '../../domain/base/ids.ts';
import type { RoomResolvers } from '../../generated/graphql.ts';
import { mayWatchRoom } from '../access.ts';
import { graphQlError, orThrow, pageInput, toConnection } from '../answer.ts';
import type { ApiContext } from '../context.ts';
import { must } from '../loader.ts';

export const Room: RoomResolvers = {
  id: (room) => roomIds.format(room.id),
  codecPolicy: (room, _args, { load }) => must(load.codecPolicy(room.codecPolicyId), 'codec policy'),
  arenaLink: async (room, _args, context) => {
    requireWatcher(context, room.id);
    return (await context.load.arenaLinkOfRoom(room.id)) ?? null;
  },
  participants: async (room, args, context) => {
    requireWatcher(context, room.id);
    const page = { ...pageInput(args, 50), roomId: room.id, includeLeft: args.includeLeft ?? false };
    return toConnection(orThrow(await context.useCases.participants(page)));
  },
  streams: async (room, args, context) => {
    requireWatcher(context, room.id);
    const page = { ...pageInput(args, 50), roomId: room.id, includeEnded: args.includeEnded ?? false };
    return toConnection(orThrow(await context.useCases.streams(page)));
  },
};

/** An invitee knows the room, but not yet who is in it. */
function requireWatcher({ connection }: ApiContext, roomId: RoomId): void {
  if (mayWatchRoom(connection.caller, roomId)) return;
  throw graphQlError(forbidden('Who and what is in a room is for those in it.', 'Call `joinRoom` first.'));
}
