import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { CloseRoomDocument } from '../../gql/graphql.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { payloadOf } from '../connection/problem.ts';
import { useMutation } from '../console/use-mutation.ts';

interface CloseRoomButtonProps {
  roomId: string;
  version: number;
  name: string;
  onDone(): void;
}

/** Closing cannot be taken back: asks first. */
export function CloseRoomButton({ roomId, version, name, onDone }: CloseRoomButtonProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const closing = useMutation(CloseRoomDocument, (data) => payloadOf(data.closeRoom, 'CloseRoomPayload'));
  async function confirm(): Promise<void> {
    const done = await closing.run({ input: { roomId, expectedVersion: version } });
    onDone();
    if (done !== null) close();
  }
  return (
    <>
      <Button variant="light" color="red" onClick={open}>
        Close room
      </Button>
      <Modal opened={opened} onClose={close} title={`Close ${name}?`} closeButtonProps={{ 'aria-label': 'Cancel' }}>
        <Stack>
          <Text size="sm">Everybody in it is sent out and its arena link ends. A closed room is not opened again.</Text>
          {closing.problem === null ? null : <ProblemAlert problem={closing.problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button color="red" loading={closing.busy} onClick={() => void confirm()}>
              Close the room
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
