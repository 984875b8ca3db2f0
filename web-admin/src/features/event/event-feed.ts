import { EventFeedDocument, type EventLineFragment } from '../../gql/graphql.ts';
import type { Connection } from '../connection/connection.ts';

/** Every event that the caller may see, as it happens, one subscription for the whole console. */
export interface EventFeed {
  onEvent(listener: (event: EventLineFragment) => void): () => void;
  close(): void;
}

export function createEventFeed(connection: Connection): EventFeed {
  const listeners = new Set<(event: EventLineFragment) => void>();
  let cursor: string | null = null;
  const close = connection.follow(
    EventFeedDocument,
    () => ({ after: cursor }),
    ({ events }) => {
      cursor = events.cursor;
      for (const listener of [...listeners]) listener(events);
    },
  );
  return {
    close,
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
