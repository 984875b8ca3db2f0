import { Center, Loader } from '@mantine/core';
import { IconAlertTriangle, IconMapOff } from '@tabler/icons-react';
import { StatePanel } from '../ui/state-panel.tsx';

export function WaitingPage() {
  return (
    <Center h="100dvh">
      <Loader aria-label="Loading" />
    </Center>
  );
}

export function MissingPage() {
  return (
    <StatePanel icon={IconMapOff} title="There is no such page">
      Check the address, or open the link you were given again.
    </StatePanel>
  );
}

export function BrokenPage({ error }: { error: unknown }) {
  return (
    <StatePanel icon={IconAlertTriangle} tone="red" title="This page has broken">
      {error instanceof Error ? error.message : String(error)} Reload it; if that does not help, tell whoever runs this
      server.
    </StatePanel>
  );
}
