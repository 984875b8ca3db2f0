import type { MutationResolvers } from '../../generated/graphql.ts';
import { ownStream } from './own-stream.ts';

export const closeStream: MutationResolvers['closeStream'] = ownStream((useCases) => useCases.closeStream);
