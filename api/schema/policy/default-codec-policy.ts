import type { QueryResolvers } from '../../generated/graphql.ts';
import { asAnybodyKnown } from '../access.ts';
import { orThrow } from '../answer.ts';

export const defaultCodecPolicy: QueryResolvers['defaultCodecPolicy'] = (_query, _args, { connection, useCases }) => {
  orThrow(asAnybodyKnown(connection.caller));
  return useCases.defaultCodecPolicy();
};
