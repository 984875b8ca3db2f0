import type { MutationResolvers } from '../../generated/graphql.ts';
import { ownConsumer } from './own-consumer.ts';

export const resumeConsumer: MutationResolvers['resumeConsumer'] = ownConsumer((useCases) => useCases.resumeConsumer);
