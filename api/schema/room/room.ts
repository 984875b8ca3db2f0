import type { QueryResolvers } from '../../generated/graphql.ts';
import { mayKnowRoom } from '../access.ts';

export const room: QueryResolvers['room'] = async (_query, { slug }, { connection, useCases }) => {
  const found = await useCases.roomBySlug(slug);
  return found && mayKnowRoom(connection.caller, found.id) ? found : null;
};
