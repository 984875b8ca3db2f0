import { Alert, Badge, Card, Group, Stack, Text, Title } from '@mantine/core';
import { Moment } from '../../ui/moment.tsx';
import { StreamTable } from '../stream/stream-table.tsx';
import type { RoomDetails } from './room-page.tsx';

/** Who is in the room, with everybody's streams, and the arena's own. */
export function PeopleCard({ room }: { room: RoomDetails }) {
  const people = room.participants.edges.map(({ node }) => node);
  const streams = room.streams.edges.map(({ node }) => node);
  const arenaStreams = streams.filter(({ participant }) => participant === null);
  const partial = room.participants.pageInfo.hasNextPage || room.streams.pageInfo.hasNextPage;
  return (
    <Card withBorder bg="dark.7" component="section" aria-label="People and streams">
      <Title order={2} size="h5" mb="sm">
        People and streams
      </Title>
      {partial ? (
        <Alert color="gray" mb="sm">
          Only the first 100 people and streams are shown.
        </Alert>
      ) : null}
      {people.length === 0 && arenaStreams.length === 0 ? (
        <Text size="sm" c="dark.2">
          Nobody is here. Make a join link and send it to someone.
        </Text>
      ) : null}
      <Stack gap="lg">
        {people.map((person) => (
          <section key={person.id} data-participant={person.id} data-origin={person.origin}>
            <Group justify="space-between" mb={6}>
              <Group gap="xs">
                <Text fw={600}>{person.displayName}</Text>
                <Badge size="sm" variant={person.origin === 'ARENA' ? 'light' : 'default'}>
                  {person.origin === 'ARENA' ? 'Arena' : 'Browser'}
                </Badge>
                <Text size="xs" c="dark.3" ff="monospace">
                  {person.cname}
                </Text>
              </Group>
              <Group gap={6}>
                <Text size="xs" c="dark.2">
                  since
                </Text>
                <Moment at={person.joinedAt} />
              </Group>
            </Group>
            <StreamTable streams={streams.filter(({ participant }) => participant?.id === person.id)} />
          </section>
        ))}
        {arenaStreams.length === 0 ? null : (
          <section data-origin="ARENA">
            <Text fw={600} mb={6}>
              The arena itself
            </Text>
            <StreamTable streams={arenaStreams} />
          </section>
        )}
      </Stack>
    </Card>
  );
}
