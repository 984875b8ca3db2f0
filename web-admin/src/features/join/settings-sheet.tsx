import { Drawer, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useStore } from '../connection/use-store.ts';
import type { LocalMedia } from '../session/local-media.ts';
import { DevicePickers } from './device-pickers.tsx';
import { LevelMeter } from './level-meter.tsx';

interface SettingsSheetProps {
  opened: boolean;
  onClose(): void;
  local: LocalMedia;
}

/** Other devices, while the meeting goes on. */
export function SettingsSheet({ opened, onClose, local }: SettingsSheetProps) {
  const narrow = useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false });
  const { CAMERA, MICROPHONE } = useStore(local.state).devices;
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position={narrow === true ? 'bottom' : 'right'}
      size={narrow === true ? 440 : 360}
      title="Devices"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack pb="md">
        <DevicePickers local={local} />
        <LevelMeter track={MICROPHONE.on ? MICROPHONE.track : null} />
        {[MICROPHONE.problem, CAMERA.problem].map((problem) =>
          problem === null ? null : <ProblemAlert key={problem.message} problem={problem} />,
        )}
      </Stack>
    </Drawer>
  );
}
