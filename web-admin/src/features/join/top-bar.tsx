import { Badge, Group, Text, Title } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import type { types } from 'mediasoup-client';
import { arenaLinkFaces } from '../../ui/arena-link-faces.ts';
import type { ConnectionState } from '../connection/connection-state.ts';
import type { Store } from '../connection/store.ts';
import { useStore } from '../connection/use-store.ts';
import type { MeetingState } from '../session/meeting-state.ts';
import { connectionText } from './connection-text.ts';
import classes from './top-bar.module.css';

interface TopBarProps {
  room: MeetingState;
  connection: Store<ConnectionState>;
  media: Store<types.ConnectionState>;
}

/** Where one is, with how many, and how the arena and the connection fare. */
export function TopBar({ room, connection, media }: TopBarProps) {
  const text = connectionText(useStore(connection), useStore(media));
  const link = room.link;
  return (
    <header className={classes['bar']}>
      <Title order={1} size="h4" lineClamp={2} data-room-name>
        {room.roomName}
      </Title>
      <Group gap="xs" wrap="nowrap" className={classes['signs'] ?? ''}>
        {text === null ? null : (
          <Badge color="orange" variant="light" tt="none" role="status" data-connection-text>
            {text}
          </Badge>
        )}
        {link === null ? null : (
          <Badge
            variant="light"
            tt="none"
            color={arenaLinkFaces[link.state].colour}
            data-arena-link={link.state}
            title={link.problem?.message ?? link.arena}
          >
            {arenaLinkFaces[link.state].text}
          </Badge>
        )}
        <Group gap={5} wrap="nowrap" role="img" aria-label={`${room.people.length} people`}>
          <IconUsers size={17} aria-hidden />
          <Text size="sm" data-people-count={room.people.length}>
            {room.people.length}
          </Text>
        </Group>
      </Group>
    </header>
  );
}
