import type { QueryResolvers } from '../../generated/graphql.ts';
import { orThrow, pageInput, toConnection } from '../answer.ts';
import { eventOf } from './event-of.ts';
import { readEventScope } from './event-scope.ts';

export const events: QueryResolvers['events'] = async (_query, args, { connection, useCases }) => {
  const roomId = orThrow(readEventScope(connection.caller, args.roomId));
  const page = orThrow(await useCases.events({ ...pageInput(args, 50), roomId }));
  const items = page.items.map(({ cursor, node }) => ({ cursor, node: eventOf(node) }));
  return toConnection({ ...page, items });
};
