import type { MutationResolvers } from '../../generated/graphql.ts';
import { ownStream } from './own-stream.ts';

export const resumeStream: MutationResolvers['resumeStream'] = ownStream((useCases) => useCases.resumeStream);
