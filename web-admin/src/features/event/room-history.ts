import { EventFeedDocument, EventHistoryDocument, type EventLineFragment } from '../../gql/graphql.ts';
import type { Connection } from '../connection/connection.ts';
import { type Problem, problemOf } from '../connection/problem.ts';
import { createStore, type Store } from '../connection/store.ts';
import { withEvents } from './event-list.ts';

export interface RoomHistory {
  /** Newest first. */
  readonly events: Store<readonly EventLineFragment[]>;
  readonly problem: Store<Problem | null>;
  close(): void;
}

/** One room's log from its beginning, and on from its last cursor as it grows: nothing missed, nothing twice. */
export function openRoomHistory(connection: Connection, roomId: string): RoomHistory {
  const events = createStore<readonly EventLineFragment[]>([]);
  const problem = createStore<Problem | null>(null);
  let cursor: string | null = null;
  let closed = false;
  let stop = (): void => undefined;

  async function read(): Promise<void> {
    for (let more = true; more && !closed; ) {
      const page = (await connection.request(EventHistoryDocument, { roomId, after: cursor })).events;
      events.update((now) =>
        withEvents(
          now,
          page.edges.map(({ node }) => node),
        ),
      );
      cursor = page.pageInfo.endCursor ?? cursor;
      more = page.pageInfo.hasNextPage;
    }
    if (closed) return;
    stop = connection.follow(
      EventFeedDocument,
      () => ({ roomId, after: cursor }),
      ({ events: event }) => {
        cursor = event.cursor;
        events.update((now) => withEvents(now, [event]));
      },
    );
  }

  read().catch((cause: unknown) => {
    if (!closed) problem.set(problemOf(cause));
  });
  return {
    events,
    problem,
    close() {
      closed = true;
      stop();
    },
  };
}
