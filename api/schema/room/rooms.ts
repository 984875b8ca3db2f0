import type { QueryResolvers } from '../../generated/graphql.ts';
import { asAdmin } from '../access.ts';
import { orThrow, pageInput, toConnection } from '../answer.ts';

export const rooms: QueryResolvers['rooms'] = async (_query, args, { connection, useCases }) => {
  orThrow(asAdmin(connection.caller));
  const page = await useCases.rooms({ ...pageInput(args, 20), state: args.state ?? undefined });
  return toConnection(orThrow(page));
};
