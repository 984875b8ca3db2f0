import { Button, CopyButton, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCheck, IconCopy, IconLink } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { CreateJoinLinkDocument } from '../../gql/graphql.ts';
import { Moment } from '../../ui/moment.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { payloadOf } from '../connection/problem.ts';
import { useMutation } from '../console/use-mutation.ts';

interface JoinLink {
  url: string;
  expiresAt: string;
}

const lifetimes = [
  { value: '3600', label: 'One hour' },
  { value: '86400', label: 'One day' },
  { value: '604800', label: 'One week' },
  { value: '2592000', label: '30 days' },
];

export function JoinLinkButton({ roomId }: { roomId: string }) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button leftSection={<IconLink size={18} />} onClick={open}>
        Create join link
      </Button>
      <Modal opened={opened} onClose={close} title="Join link" closeButtonProps={{ 'aria-label': 'Close' }}>
        <JoinLinkForm roomId={roomId} />
      </Modal>
    </>
  );
}

function JoinLinkForm({ roomId }: { roomId: string }) {
  const [name, setName] = useState('');
  const [ttl, setTtl] = useState('86400');
  const [link, setLink] = useState<JoinLink | null>(null);
  const creation = useMutation(CreateJoinLinkDocument, (data) =>
    payloadOf(data.createJoinLink, 'CreateJoinLinkPayload'),
  );
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const displayName = name.trim() === '' ? {} : { displayName: name.trim() };
    setLink(await creation.run({ input: { roomId, ttlSeconds: Number(ttl), ...displayName } }));
  }
  if (link !== null) return <Ready link={link} onAnother={() => setLink(null)} />;
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        <TextInput
          label="For whom"
          description="People choose their own name where this is empty"
          value={name}
          maxLength={80}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label="Lets people join for"
          value={ttl}
          data={lifetimes}
          onChange={(event) => setTtl(event.currentTarget.value)}
        />
        {creation.problem === null ? null : <ProblemAlert problem={creation.problem} />}
        <Button type="submit" loading={creation.busy}>
          Create link
        </Button>
      </Stack>
    </form>
  );
}

function Ready({ link, onAnother }: { link: JoinLink; onAnother(): void }) {
  return (
    <Stack>
      <TextInput
        label="Whoever has this link can join"
        value={link.url}
        readOnly
        data-join-link
        onFocus={(event) => event.currentTarget.select()}
      />
      <Group gap={6}>
        <Text size="sm" c="dark.2">
          Until
        </Text>
        <Moment at={link.expiresAt} />
      </Group>
      <Group grow>
        <Button variant="default" onClick={onAnother}>
          Another one
        </Button>
        <CopyButton value={link.url}>
          {({ copied, copy }) => (
            <Button onClick={copy} leftSection={copied ? <IconCheck size={18} /> : <IconCopy size={18} />}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Stack>
  );
}
