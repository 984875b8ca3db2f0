import { Button } from '@mantine/core';
import { IconDoorExit, IconDoorOff, IconLinkOff, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { StatePanel } from '../../ui/state-panel.tsx';
import type { LocalMedia } from '../session/local-media.ts';
import type { MeetingEnd } from '../session/meeting-end.ts';
import { endText } from './end-text.ts';

const signs: Record<string, typeof IconDoorExit> = {
  left: IconDoorExit,
  'room-closed': IconDoorOff,
  'link-invalid': IconLinkOff,
  'link-expired': IconLinkOff,
};

interface EndPageProps {
  end: MeetingEnd;
  local: LocalMedia;
  again(): void;
}

/** The page after a stay, however it ended. */
export function EndPage({ end, local, again }: EndPageProps) {
  const { name, title, text, again: mayJoin, retryAfterMs } = endText(end);
  const secondsLeft = useCountdown(retryAfterMs);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the time has come.
  useEffect(() => {
    if (retryAfterMs > 0 && secondsLeft === 0) again();
  }, [retryAfterMs, secondsLeft]);
  // The camera's light goes out with the meeting.
  useEffect(() => local.close(), [local]);
  return (
    <div data-meeting-end={name}>
      <StatePanel
        icon={signs[name] ?? IconPlugConnectedX}
        tone={end.kind === 'failed' ? 'orange' : 'harbour'}
        title={title}
        actions={
          mayJoin ? (
            <Button leftSection={<IconRefresh size={18} />} onClick={again}>
              {end.kind === 'failed' ? 'Try again' : 'Join again'}
              {secondsLeft > 0 ? ` (in ${secondsLeft} s)` : ''}
            </Button>
          ) : undefined
        }
      >
        {text}
      </StatePanel>
    </div>
  );
}

/** Seconds until `delayMs` after the first drawing. */
function useCountdown(delayMs: number): number {
  const [until] = useState(() => Date.now() + delayMs);
  const [now, setNow] = useState(() => Date.now());
  const left = Math.max(0, Math.ceil((until - now) / 1000));
  useEffect(() => {
    if (left === 0) return;
    const timer = setTimeout(() => setNow(Date.now()), 250);
    return () => clearTimeout(timer);
  });
  return left;
}
