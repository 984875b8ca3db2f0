import { NativeSelect, Stack } from '@mantine/core';
import { useStore } from '../connection/use-store.ts';
import type { LocalMedia } from '../session/local-media.ts';

const canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype;

interface Choice {
  label: string;
  kind: MediaDeviceKind;
  chosen: string | null;
  choose(deviceId: string): void;
}

/** Camera, microphone and, where the browser can, speaker: native lists, which phones show best. */
export function DevicePickers({ local }: { local: LocalMedia }) {
  const { devices, choices, speakerId } = useStore(local.state);
  const lists: Choice[] = [
    {
      label: 'Camera',
      kind: 'videoinput',
      chosen: devices.CAMERA.deviceId,
      choose: (id) => void local.choose('CAMERA', id),
    },
    {
      label: 'Microphone',
      kind: 'audioinput',
      chosen: devices.MICROPHONE.deviceId,
      choose: (id) => void local.choose('MICROPHONE', id),
    },
  ];
  if (canChooseSpeaker)
    lists.push({ label: 'Speaker', kind: 'audiooutput', chosen: speakerId, choose: local.chooseSpeaker });
  return (
    <Stack gap="sm">
      {lists.map(({ label, kind, chosen, choose }) => {
        const offered = choices.filter((device) => device.kind === kind && device.deviceId !== '');
        return (
          <NativeSelect
            key={kind}
            label={label}
            value={chosen ?? ''}
            disabled={offered.length === 0}
            onChange={(event) => choose(event.currentTarget.value)}
            data={
              offered.length === 0
                ? [{ value: '', label: `No ${label.toLowerCase()} to choose` }]
                : offered.map((device, index) => ({
                    value: device.deviceId,
                    label: device.label === '' ? `${label} ${index + 1}` : device.label,
                  }))
            }
          />
        );
      })}
    </Stack>
  );
}
