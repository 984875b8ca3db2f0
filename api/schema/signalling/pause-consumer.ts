import type { MutationResolvers } from '../../generated/graphql.ts';
import { ownConsumer } from './own-consumer.ts';

export const pauseConsumer: MutationResolvers['pauseConsumer'] = ownConsumer((useCases) => useCases.pauseConsumer);
