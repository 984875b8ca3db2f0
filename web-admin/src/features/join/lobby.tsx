import { Button, Paper, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconArrowRight, IconDoorOff } from '@tabler/icons-react';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { Brand } from '../../ui/brand.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StatePanel } from '../../ui/state-panel.tsx';
import type { Problem } from '../connection/problem.ts';
import { useStore } from '../connection/use-store.ts';
import { insecureContext } from '../session/device-problem.ts';
import type { LocalMedia } from '../session/local-media.ts';
import type { Meeting } from '../session/meeting.ts';
import { DevicePickers } from './device-pickers.tsx';
import { DeviceToggle } from './device-toggle.tsx';
import { nameInToken } from './join-token.ts';
import { LevelMeter } from './level-meter.tsx';
import classes from './lobby.module.css';
import { Picture } from './media-elements.tsx';

interface LobbyProps {
  meeting: Meeting;
  local: LocalMedia;
  token: string;
  joining: boolean;
  onJoin(displayName: string): void;
}

const rememberedName = 'bryggen.display-name';

/** Before the meeting: who one is, how one looks and sounds. */
export function Lobby({ meeting, local, token, joining, onJoin }: LobbyProps) {
  const given = nameInToken(token);
  const [name, setName] = useState(() => given ?? localStorage.getItem(rememberedName) ?? '');
  const roomName = useInvitation(meeting, name);
  const connection = useStore(meeting.connection);
  const formId = useId();

  if (roomName?.closed === true) {
    return (
      <div data-meeting-end="room-closed">
        <StatePanel icon={IconDoorOff} title="The room is closed">
          The meeting is over. Ask whoever invited you for a new link.
        </StatePanel>
      </div>
    );
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (name.trim() === '') return;
    if (given === null) localStorage.setItem(rememberedName, name.trim());
    onJoin(name.trim());
  }

  return (
    <div className={classes['page']}>
      <header className={classes['brand']}>
        <Brand />
      </header>
      <main className={classes['lobby']} data-meeting-phase={joining ? 'joining' : 'lobby'}>
        <Preview local={local} name={name} />
        <Paper withBorder p="lg" bg="dark.7" className={classes['form']}>
          <form id={formId} onSubmit={submit}>
            <Stack gap="md">
              <div>
                <Text size="sm" c="dark.1">
                  You are about to join
                </Text>
                <Title order={1} size="h2" lineClamp={2} data-room-name>
                  {roomName === null ? (
                    <Skeleton component="span" display="inline-block" h={24} w={180} />
                  ) : (
                    roomName.name
                  )}
                </Title>
              </div>
              <TextInput
                label="Your name"
                description={given === null ? undefined : 'Given by your invitation'}
                placeholder="Shown to the others"
                value={name}
                maxLength={80}
                required
                readOnly={given !== null}
                autoComplete="name"
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <DevicePickers local={local} />
              <DeviceProblems local={local} />
              {connection === 'lost' ? (
                <Text size="sm" c="orange.4" role="status">
                  The server does not answer. Trying again…
                </Text>
              ) : null}
              <Button
                type="submit"
                size="md"
                fullWidth
                className={classes['join'] ?? ''}
                loading={joining}
                disabled={name.trim() === '' || roomName === null}
                rightSection={<IconArrowRight size={18} />}
              >
                Join
              </Button>
            </Stack>
          </form>
        </Paper>
      </main>
    </div>
  );
}

function Preview({ local, name }: { local: LocalMedia; name: string }) {
  const { CAMERA, MICROPHONE } = useStore(local.state).devices;
  const waiting = CAMERA.opening ? 'Waiting for the camera…' : 'Your camera is off';
  return (
    <section className={classes['preview']} aria-label="Camera preview">
      <div className={classes['frame']}>
        {CAMERA.track === null ? (
          <Text c="dark.2">{waiting}</Text>
        ) : (
          <Picture
            track={CAMERA.track}
            label={`Preview of your camera${name === '' ? '' : `, ${name}`}`}
            labels={{ participantId: null, origin: 'BROWSER', source: 'CAMERA', streamId: null }}
            className={classes['mirror']}
          />
        )}
        <div className={classes['toggles']}>
          <DeviceToggle source="MICROPHONE" local={local} />
          <DeviceToggle source="CAMERA" local={local} />
        </div>
      </div>
      <LevelMeter track={MICROPHONE.on ? MICROPHONE.track : null} />
    </section>
  );
}

function DeviceProblems({ local }: { local: LocalMedia }) {
  const { CAMERA, MICROPHONE } = useStore(local.state).devices;
  const problems = [MICROPHONE.problem, CAMERA.problem].filter((problem) => problem !== null);
  const shown: Problem[] = problems.includes(insecureContext) ? [insecureContext] : problems;
  return shown.map((problem) => <ProblemAlert key={problem.message} problem={problem} />);
}

interface Invitation {
  name: string;
  closed: boolean;
}

/** The room that the token leads to; null while it is being asked for. */
function useInvitation(meeting: Meeting, name: string): Invitation | null {
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each stay, whatever is typed meanwhile.
  useEffect(() => {
    let current = true;
    meeting.viewer().then(
      ({ kind, room }) => {
        if (!current) return;
        if (kind === 'INVITEE' && room !== null) setInvitation({ name: room.name, closed: room.state === 'CLOSED' });
        // Credentials that do not hold: only joining is told why (expired, never issued, …).
        else void meeting.join(name === '' ? 'Guest' : name);
      },
      () => current && void meeting.join(name === '' ? 'Guest' : name),
    );
    return () => {
      current = false;
    };
  }, [meeting]);
  return invitation;
}
