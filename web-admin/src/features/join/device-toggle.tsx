import { ActionIcon, Tooltip } from '@mantine/core';
import { IconMicrophone, IconMicrophoneOff, IconVideo, IconVideoOff } from '@tabler/icons-react';
import { useStore } from '../connection/use-store.ts';
import type { LocalMedia } from '../session/local-media.ts';
import type { OwnSource } from '../session/own-source.ts';

const faces = {
  MICROPHONE: {
    name: 'Microphone',
    off: 'Mute microphone',
    on: 'Unmute microphone',
    On: IconMicrophone,
    Off: IconMicrophoneOff,
  },
  CAMERA: { name: 'Camera', off: 'Turn camera off', on: 'Turn camera on', On: IconVideo, Off: IconVideoOff },
} as const;

/** On or off; also asks again for a device that was refused. */
export function DeviceToggle({ source, local }: { source: OwnSource; local: LocalMedia }) {
  const { on, track, opening } = useStore(local.state).devices[source];
  const face = faces[source];
  const sends = on && (track !== null || opening);
  const action = sends ? face.off : face.on;
  return (
    <Tooltip label={action}>
      <ActionIcon
        size={48}
        radius="xl"
        variant={sends ? 'default' : 'filled'}
        color={sends ? 'dark' : 'red.8'}
        aria-label={action}
        aria-pressed={sends}
        data-toggle={source}
        loading={opening}
        onClick={() => void local.turn(source, !sends)}
      >
        {sends ? <face.On size={22} stroke={1.7} /> : <face.Off size={22} stroke={1.7} />}
      </ActionIcon>
    </Tooltip>
  );
}
