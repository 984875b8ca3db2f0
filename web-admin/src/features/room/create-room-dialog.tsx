import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { CreateRoomDocument } from '../../gql/graphql.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { arenaInputOf, noArena } from '../arena/arena-fields.ts';
import { ArenaInputs } from '../arena/arena-inputs.tsx';
import { payloadOf } from '../connection/problem.ts';
import { useMutation } from '../console/use-mutation.ts';

interface CreateRoomDialogProps {
  opened: boolean;
  onClose(): void;
}

export function CreateRoomDialog({ opened, onClose }: CreateRoomDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="New room" closeButtonProps={{ 'aria-label': 'Close' }}>
      <CreateRoomForm onClose={onClose} />
    </Modal>
  );
}

function CreateRoomForm({ onClose }: Pick<CreateRoomDialogProps, 'onClose'>) {
  const [name, setName] = useState('');
  const [withArena, setWithArena] = useState(false);
  const [fields, setFields] = useState(noArena);
  // The same for each press of the button: a repeated call makes no second room.
  const [idempotencyKey, setIdempotencyKey] = useState(() => randomKey());
  const navigate = useNavigate();
  const creation = useMutation(CreateRoomDocument, (data) => payloadOf(data.createRoom, 'CreateRoomPayload').room);
  const arena = withArena ? arenaInputOf(fields) : null;
  const complete = name.trim() !== '' && (!withArena || arena !== null);
  const wrong = creation.problem?.field?.split('.').at(-1);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!complete) return;
    const room = await creation.run({
      input: { name: name.trim(), idempotencyKey, ...(arena === null ? {} : { arena }) },
    });
    if (room === null) return setIdempotencyKey(randomKey());
    onClose();
    await navigate({ to: '/console/rooms/$slug', params: { slug: room.slug } });
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        <TextInput
          label="Name"
          value={name}
          maxLength={120}
          required
          data-autofocus
          error={wrong === 'name'}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox
          label="Link it to a Virtual Arena"
          checked={withArena}
          onChange={(event) => setWithArena(event.currentTarget.checked)}
        />
        {withArena ? <ArenaInputs fields={fields} onChange={setFields} wrong={wrong} /> : null}
        {creation.problem === null ? null : <ProblemAlert problem={creation.problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={creation.busy} disabled={!complete}>
            Create room
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** `crypto.randomUUID` is missing on pages that did not come over HTTPS. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16)).join('-');
}
