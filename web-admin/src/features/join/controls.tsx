import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconPhoneOff, IconSettings } from '@tabler/icons-react';
import type { LocalMedia } from '../session/local-media.ts';
import classes from './controls.module.css';
import { DeviceToggle } from './device-toggle.tsx';

interface ControlsProps {
  local: LocalMedia;
  onSettings(): void;
  onLeave(): void;
}

export function Controls({ local, onSettings, onLeave }: ControlsProps) {
  return (
    <div className={classes['bar']} role="toolbar" aria-label="Meeting controls">
      <DeviceToggle source="MICROPHONE" local={local} />
      <DeviceToggle source="CAMERA" local={local} />
      <Tooltip label="Devices">
        <ActionIcon size={48} radius="xl" variant="default" aria-label="Choose devices" onClick={onSettings}>
          <IconSettings size={22} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      <Button
        h={48}
        radius="xl"
        color="red.8"
        aria-label="Leave the meeting"
        leftSection={<IconPhoneOff size={20} />}
        onClick={onLeave}
      >
        Leave
      </Button>
    </div>
  );
}
