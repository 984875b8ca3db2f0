import type { SubscriptionResolvers } from '../../generated/graphql.ts';
import { isLastFor, mayReceive } from '../access.ts';
import { orThrow } from '../answer.ts';
import { deliver } from './deliver.ts';
import { eventOf } from './event-of.ts';
import { readEventScope } from './event-scope.ts';

export const events: SubscriptionResolvers['events'] = {
  async subscribe(_subscription, { roomId, after }, { connection, useCases }) {
    const scope = { roomId: orThrow(readEventScope(connection.caller, roomId)), after: after ?? undefined };
    return deliver(async (signal) => orThrow(await useCases.subscribe(scope, signal)), {
      may: (event) => mayReceive(connection.caller, event),
      isLast: (event) => isLastFor(connection.caller, event),
      as: (event) => ({ events: eventOf(event) }),
    });
  },
};
