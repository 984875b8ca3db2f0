import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { LinkArenaDocument, type LinkDetailsFragment, UnlinkArenaDocument } from '../../gql/graphql.ts';
import { arenaLinkFaces } from '../../ui/arena-link-faces.ts';
import { Moment } from '../../ui/moment.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { payloadOf } from '../connection/problem.ts';
import { useMutation } from '../console/use-mutation.ts';
import { arenaInputOf, noArena } from './arena-fields.ts';
import { ArenaInputs } from './arena-inputs.tsx';

interface ArenaLinkCardProps {
  roomId: string;
  link: LinkDetailsFragment | null;
  /** Whether the room is. */
  open: boolean;
  onDone(): void;
}

export function ArenaLinkCard({ roomId, link, open, onDone }: ArenaLinkCardProps) {
  return (
    <Card withBorder bg="dark.7" component="section" aria-label="Arena link" data-arena-link={link?.state ?? 'NONE'}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h5">
          Arena link
        </Title>
        {link === null ? null : (
          <Badge variant="light" color={arenaLinkFaces[link.state].colour}>
            {arenaLinkFaces[link.state].text}
          </Badge>
        )}
      </Group>
      {link !== null ? (
        <Standing link={link} onDone={onDone} />
      ) : open ? (
        <LinkForm roomId={roomId} onDone={onDone} />
      ) : (
        <Text size="sm" c="dark.2">
          Not linked.
        </Text>
      )}
    </Card>
  );
}

function Standing({ link, onDone }: { link: LinkDetailsFragment; onDone(): void }) {
  const unlinking = useMutation(UnlinkArenaDocument, (data) => payloadOf(data.unlinkArena, 'UnlinkArenaPayload'));
  async function unlink(): Promise<void> {
    if ((await unlinking.run({ input: { arenaLinkId: link.id } })) !== null) onDone();
  }
  return (
    <Stack gap="sm">
      <div>
        <Text fw={600}>{link.arena}</Text>
        <Text size="sm" c="dark.2" ff="monospace">
          {link.host}:{link.rtpPort}
        </Text>
      </div>
      {link.problem === null ? null : <ProblemAlert problem={link.problem} tone="red" />}
      {link.nextAttemptAt === null ? null : (
        <Group gap={6}>
          <Text size="xs" c="dark.2">
            Tried again at
          </Text>
          <Moment at={link.nextAttemptAt} />
        </Group>
      )}
      {unlinking.problem === null ? null : <ProblemAlert problem={unlinking.problem} />}
      <Button variant="default" loading={unlinking.busy} onClick={() => void unlink()}>
        {link.state === 'LINKED' ? 'Unlink' : 'Stop trying'}
      </Button>
    </Stack>
  );
}

function LinkForm({ roomId, onDone }: { roomId: string; onDone(): void }) {
  const [fields, setFields] = useState(noArena);
  const linking = useMutation(LinkArenaDocument, (data) => payloadOf(data.linkArena, 'LinkArenaPayload'));
  const arena = arenaInputOf(fields);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (arena !== null && (await linking.run({ input: { roomId, arena } })) !== null) onDone();
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <ArenaInputs fields={fields} onChange={setFields} wrong={linking.problem?.field?.split('.').at(-1)} />
        {linking.problem === null ? null : <ProblemAlert problem={linking.problem} />}
        <Button type="submit" loading={linking.busy} disabled={arena === null}>
          Link to arena
        </Button>
      </Stack>
    </form>
  );
}
