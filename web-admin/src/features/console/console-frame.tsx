import { Badge, Button, Center, Container, Group, Loader } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { Link, Outlet } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ConsoleViewerDocument } from '../../gql/graphql.ts';
import { Brand } from '../../ui/brand.tsx';
import { apiUrl } from '../connection/api-url.ts';
import { type Connection, createConnection } from '../connection/connection.ts';
import { type Problem, problemOf } from '../connection/problem.ts';
import { useStore } from '../connection/use-store.ts';
import { createEventFeed } from '../event/event-feed.ts';
import { MediaNodes } from '../node/media-nodes.tsx';
import { forgetAdminKey, keepAdminKey, takeAdminKey } from './admin-key.ts';
import { ConsoleContext, type ConsoleTools } from './console-context.ts';
import classes from './console-frame.module.css';
import { KeyGate } from './key-gate.tsx';

const wrongKey: Problem = {
  code: 'FORBIDDEN',
  message: 'This is not an admin key of this server.',
  remedy: 'Take the key that Bryggen printed when it was started, or the one from its settings.',
};

/** What all of the console's pages stand in: the key, the one connection, the event feed. */
export function ConsoleFrame() {
  const [key, setKey] = useState(takeAdminKey);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    const take = (): void => setKey(takeAdminKey());
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);
  if (key === null) {
    return (
      <KeyGate
        problem={problem}
        onKey={(entered) => {
          keepAdminKey(entered);
          setKey(entered);
        }}
      />
    );
  }
  function leave(why: Problem | null): void {
    forgetAdminKey();
    setProblem(why);
    setKey(null);
  }
  return <Connected key={key} adminKey={key} onLeave={leave} />;
}

function Connected({ adminKey, onLeave }: { adminKey: string; onLeave(why: Problem | null): void }) {
  const [connection] = useState(() => createConnection({ url: apiUrl(location), token: () => adminKey }));
  const [tools, setTools] = useState<ConsoleTools | null>(null);
  const state = useStore(connection.state);

  // biome-ignore lint/correctness/useExhaustiveDependencies: checked once for each connection.
  useEffect(() => {
    connection.request(ConsoleViewerDocument, {}).then(
      ({ viewer }) => {
        if (viewer.kind === 'ADMIN') setTools({ connection, feed: createEventFeed(connection) });
        else onLeave(wrongKey);
      },
      (cause: unknown) => {
        if (connection.state.get() !== 'closed') onLeave(problemOf(cause));
      },
    );
    const close = (): void => connection.close();
    window.addEventListener('pagehide', close);
    return () => {
      window.removeEventListener('pagehide', close);
      close();
    };
  }, [connection]);

  if (tools === null) {
    return (
      <Center h="100dvh">
        <Loader aria-label={state === 'lost' ? 'The server does not answer, trying again' : 'Connecting'} />
      </Center>
    );
  }
  return (
    <ConsoleContext value={tools}>
      <header className={classes['header']}>
        <Container size="xl" className={classes['bar'] ?? ''}>
          <Link to="/console" className={classes['home'] ?? ''} aria-label="Bryggen, all rooms">
            <Brand />
          </Link>
          <Group gap="sm" wrap="nowrap">
            <MediaNodes />
            <LiveSign connection={connection} />
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              leftSection={<IconLogout size={16} />}
              onClick={() => onLeave(null)}
            >
              Sign out
            </Button>
          </Group>
        </Container>
      </header>
      <Container component="main" size="xl" py="lg">
        <Outlet />
      </Container>
    </ConsoleContext>
  );
}

function LiveSign({ connection }: { connection: Connection }) {
  const open = useStore(connection.state) === 'open';
  return (
    <Badge variant="dot" color={open ? 'teal' : 'orange'} role="status" data-live={open}>
      {open ? 'Live' : 'Reconnecting'}
    </Badge>
  );
}
