import { createContext, useContext } from 'react';
import type { Connection } from '../connection/connection.ts';
import type { EventFeed } from '../event/event-feed.ts';

/** What every page of the console talks through. */
export interface ConsoleTools {
  connection: Connection;
  feed: EventFeed;
}

export const ConsoleContext = createContext<ConsoleTools | null>(null);

/** Throws outside of the console's frame. */
export function useConsole(): ConsoleTools {
  const tools = useContext(ConsoleContext);
  if (tools === null) throw new Error('useConsole is for pages inside ConsoleFrame');
  return tools;
}
