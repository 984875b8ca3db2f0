import type { MutationResolvers } from '../../generated/graphql.ts';
import { ownStream } from './own-stream.ts';

export const pauseStream: MutationResolvers['pauseStream'] = ownStream((useCases) => useCases.pauseStream);
