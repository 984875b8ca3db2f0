import { Card, Group, ScrollArea, Stack, Text, Title } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { Moment } from '../../ui/moment.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useStore } from '../connection/use-store.ts';
import { useConsole } from '../console/console-context.ts';
import classes from './event-list-card.module.css';
import { eventText } from './event-text.ts';
import { openRoomHistory } from './room-history.ts';

/** What has happened in a room, newest first, live. */
export function EventListCard({ roomId }: { roomId: string }) {
  const { connection } = useConsole();
  const history = useMemo(() => openRoomHistory(connection, roomId), [connection, roomId]);
  useEffect(() => () => history.close(), [history]);
  const events = useStore(history.events);
  const problem = useStore(history.problem);
  return (
    <Card withBorder bg="dark.7" component="section" aria-label="Events">
      <Title order={2} size="h5" mb="sm">
        Events
      </Title>
      {problem === null ? null : <ProblemAlert problem={problem} />}
      {events.length === 0 ? (
        <Text c="dark.2" size="sm">
          Nothing has happened yet.
        </Text>
      ) : (
        <ScrollArea.Autosize mah={520} type="auto" offsetScrollbars>
          <Stack component="ol" gap={0} className={classes['list'] ?? ''} data-event-list>
            {events.map((event) => {
              const { text, detail, tone } = eventText(event);
              return (
                <li key={event.id} data-event={event.__typename} data-event-id={event.id}>
                  <span className={classes['dot']} style={{ background: `var(--mantine-color-${tone}-6)` }} />
                  <div>
                    <Text size="sm">{text}</Text>
                    {detail === null ? null : (
                      <Text size="xs" c="dark.2">
                        {detail}
                      </Text>
                    )}
                  </div>
                  <Group ml="auto" wrap="nowrap">
                    <Moment at={event.at} />
                  </Group>
                </li>
              );
            })}
          </Stack>
        </ScrollArea.Autosize>
      )}
    </Card>
  );
}
