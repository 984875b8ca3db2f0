import { Badge, Button, Card, Center, Group, Loader, SegmentedControl, Stack, Table, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type RoomState, RoomsDocument, type RoomsQuery } from '../../gql/graphql.ts';
import { arenaLinkFaces } from '../../ui/arena-link-faces.ts';
import { Moment } from '../../ui/moment.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useLiveQuery } from '../console/use-live-query.ts';
import { CreateRoomDialog } from './create-room-dialog.tsx';
import { RoomStateBadge } from './room-state-badge.tsx';
import classes from './rooms-page.module.css';

type RoomRow = RoomsQuery['rooms']['edges'][number]['node'];
type Shown = RoomState | 'ALL';

const filters: { value: Shown; label: string }[] = [
  { value: 'OPEN', label: 'Open' },
  { value: 'CLOSED', label: 'Closed' },
  { value: 'ALL', label: 'All' },
];

export function RoomsPage() {
  const [shown, setShown] = useState<Shown>('OPEN');
  // Newest first; each "Older rooms" goes one page on.
  const [pages, setPages] = useState<readonly (string | null)[]>([null]);
  const after = pages.at(-1) ?? null;
  const { data, problem } = useLiveQuery(RoomsDocument, { state: shown === 'ALL' ? null : shown, after });
  const [creating, { open, close }] = useDisclosure(false);
  const rooms = data?.rooms.edges.map(({ node }) => node) ?? [];
  const next = data?.rooms.pageInfo.hasNextPage === true ? data.rooms.pageInfo.endCursor : null;
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h3">
          Rooms
        </Title>
        <Group>
          <SegmentedControl
            aria-label="Which rooms"
            value={shown}
            data={filters}
            onChange={(value) => {
              setShown(value);
              setPages([null]);
            }}
          />
          <Button leftSection={<IconPlus size={18} />} onClick={open}>
            New room
          </Button>
        </Group>
      </Group>
      {problem === null ? null : <ProblemAlert problem={problem} />}
      <Card withBorder bg="dark.7" p={0}>
        {data === null ? (
          <Center p="xl">{problem === null ? <Loader aria-label="Loading rooms" /> : null}</Center>
        ) : rooms.length === 0 ? (
          <NoRooms shown={shown} onCreate={open} />
        ) : (
          <RoomTable rooms={rooms} />
        )}
      </Card>
      <Group justify="flex-end">
        {pages.length > 1 ? (
          <Button variant="default" onClick={() => setPages(pages.slice(0, -1))}>
            Newer rooms
          </Button>
        ) : null}
        {next === null ? null : (
          <Button variant="default" onClick={() => setPages([...pages, next])}>
            Older rooms
          </Button>
        )}
      </Group>
      <CreateRoomDialog opened={creating} onClose={close} />
    </Stack>
  );
}

function NoRooms({ shown, onCreate }: { shown: Shown; onCreate(): void }) {
  return (
    <Stack align="center" p={48} gap="sm">
      <Text c="dark.1">{shown === 'CLOSED' ? 'No room has been closed yet.' : 'There are no rooms yet.'}</Text>
      {shown === 'CLOSED' ? null : (
        <Button variant="light" onClick={onCreate}>
          Make the first one
        </Button>
      )}
    </Stack>
  );
}

function RoomTable({ rooms }: { rooms: readonly RoomRow[] }) {
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Room</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>People</Table.Th>
            <Table.Th>Arena</Table.Th>
            <Table.Th>Created</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rooms.map((room) => (
            <Table.Tr key={room.id} data-room={room.slug}>
              <Table.Td>
                <Link to="/console/rooms/$slug" params={{ slug: room.slug }} className={classes['link'] ?? ''}>
                  {room.name}
                </Link>
                <Text size="xs" c="dark.2" ff="monospace">
                  {room.slug}
                </Text>
              </Table.Td>
              <Table.Td>
                <RoomStateBadge state={room.state} />
              </Table.Td>
              <Table.Td data-people-count>{countText(room)}</Table.Td>
              <Table.Td>
                {room.arenaLink === null ? (
                  <Text size="sm" c="dark.2">
                    Not linked
                  </Text>
                ) : (
                  <Badge variant="light" color={arenaLinkFaces[room.arenaLink.state].colour}>
                    {arenaLinkFaces[room.arenaLink.state].text}
                  </Badge>
                )}
              </Table.Td>
              <Table.Td>
                <Moment at={room.createdAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function countText({ participants }: RoomRow): string {
  return `${participants.edges.length}${participants.pageInfo.hasNextPage ? '+' : ''}`;
}
