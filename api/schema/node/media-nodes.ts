import type { QueryResolvers } from '../../generated/graphql.ts';
import { asAdmin } from '../access.ts';
import { orThrow } from '../answer.ts';

export const mediaNodes: QueryResolvers['mediaNodes'] = (_query, _args, { connection, useCases }) => {
  orThrow(asAdmin(connection.caller));
  return useCases.mediaNodes();
};
