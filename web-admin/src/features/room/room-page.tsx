import { Button, Center, Grid, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { useCallback } from 'react';
import { type EventLineFragment, RoomDetailsDocument, type RoomDetailsQuery } from '../../gql/graphql.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ArenaLinkCard } from '../arena/arena-link-card.tsx';
import { useLiveQuery } from '../console/use-live-query.ts';
import { EventListCard } from '../event/event-list-card.tsx';
import { CloseRoomButton } from './close-room-button.tsx';
import { JoinLinkButton } from './join-link-button.tsx';
import { PeopleCard } from './people-card.tsx';
import { RoomStateBadge } from './room-state-badge.tsx';

export type RoomDetails = NonNullable<RoomDetailsQuery['room']>;

export function RoomPage() {
  const { slug } = useParams({ from: '/console/rooms/$slug' });
  const concerns = useCallback((event: EventLineFragment) => event.room.slug === slug, [slug]);
  const { data, problem, refresh } = useLiveQuery(RoomDetailsDocument, { slug }, concerns);
  if (data === null) {
    return problem === null ? (
      <Center p="xl">
        <Loader aria-label="Loading the room" />
      </Center>
    ) : (
      <ProblemAlert problem={problem} />
    );
  }
  if (data.room === null) return <NoRoom slug={slug} />;
  const { room } = data;
  const open = room.state === 'OPEN';
  return (
    <Stack data-room={room.slug}>
      <Group justify="space-between" align="flex-start">
        <div>
          <BackLink />
          <Group gap="sm">
            <Title order={1} size="h3">
              {room.name}
            </Title>
            <RoomStateBadge state={room.state} />
          </Group>
          <Text size="sm" c="dark.2" ff="monospace">
            {room.slug}
          </Text>
        </div>
        {open ? (
          <Group>
            <JoinLinkButton roomId={room.id} />
            <CloseRoomButton roomId={room.id} version={room.version} name={room.name} onDone={refresh} />
          </Group>
        ) : null}
      </Group>
      {problem === null ? null : <ProblemAlert problem={problem} />}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <PeopleCard room={room} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack>
            <ArenaLinkCard roomId={room.id} link={room.arenaLink} open={open} onDone={refresh} />
            <EventListCard roomId={room.id} />
          </Stack>
        </Grid.Col>
      </Grid>
    </Stack>
  );
}

function BackLink() {
  return (
    <Button
      component={Link}
      to="/console"
      variant="subtle"
      color="gray"
      size="compact-sm"
      leftSection={<IconArrowLeft size={15} />}
      ml={-8}
      mb={4}
    >
      All rooms
    </Button>
  );
}

function NoRoom({ slug }: { slug: string }) {
  return (
    <Stack align="flex-start">
      <BackLink />
      <Title order={1} size="h3">
        There is no room {slug}
      </Title>
      <Text c="dark.1">Its address may be misspelt. The list of rooms shows every one, closed ones too.</Text>
    </Stack>
  );
}
