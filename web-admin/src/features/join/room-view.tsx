import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconVolume } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useStore } from '../connection/use-store.ts';
import { createLevels } from '../session/levels.ts';
import type { LocalMedia } from '../session/local-media.ts';
import type { Meeting } from '../session/meeting.ts';
import type { MeetingState } from '../session/meeting-state.ts';
import { viewOf } from '../session/meeting-view.ts';
import { Controls } from './controls.tsx';
import { Sound } from './media-elements.tsx';
import classes from './room-view.module.css';
import { Scene } from './scene.tsx';
import { SettingsSheet } from './settings-sheet.tsx';
import { StateNotes } from './state-notes.tsx';
import { Tile } from './tile.tsx';
import { TopBar } from './top-bar.tsx';

interface RoomViewProps {
  meeting: Meeting;
  local: LocalMedia;
}

export function RoomView(props: RoomViewProps) {
  const room = useStore(props.meeting.room);
  return room === null ? null : <Room {...props} room={room} />;
}

function Room({ meeting, local, room }: RoomViewProps & { room: MeetingState }) {
  const received = useStore(meeting.received);
  const { devices, speakerId } = useStore(local.state);
  const view = useMemo(() => viewOf(room), [room]);
  const [settings, { open, close }] = useDisclosure(false);
  const [clicks, setClicks] = useState(0);
  const [blocked, setBlocked] = useState(false);
  const onBlocked = useCallback(() => setBlocked(true), []);

  const trackOf = (streamId: string | undefined): MediaStreamTrack | null => {
    const arrived = streamId === undefined ? undefined : received.get(streamId);
    return arrived?.kind === 'track' ? arrived.track : null;
  };
  const failureOf = (streamId: string | undefined) => {
    const arrived = streamId === undefined ? undefined : received.get(streamId);
    return arrived?.kind === 'failed' ? arrived : null;
  };
  const ownSound = devices.MICROPHONE.on ? devices.MICROPHONE.track : null;
  const heard = new Map(
    view.tiles.flatMap(({ person, isSelf, microphone }) => {
      const track = isSelf ? ownSound : trackOf(microphone?.id);
      return track === null ? [] : [[person.id, track] as const];
    }),
  );
  const speaking = useSpeaking(heard);

  return (
    <div className={classes['room']} data-meeting-phase="in">
      <TopBar room={room} connection={meeting.connection} media={meeting.media} />
      <StateNotes meeting={meeting} room={room} />
      <main className={classes['stage']} data-scene={view.scene !== null} data-count={view.tiles.length}>
        {view.scene === null ? null : (
          <Scene stream={view.scene} track={trackOf(view.scene.id)} arena={room.link?.arena ?? 'Arena'} />
        )}
        <section className={classes['people']} aria-label="People in the room">
          {view.tiles.map((tile) => (
            <Tile
              key={tile.person.id}
              tile={tile}
              track={tile.isSelf ? devices.CAMERA.track : trackOf(tile.picture?.id)}
              failure={tile.isSelf ? null : failureOf(tile.picture?.id)}
              speaking={speaking.has(tile.person.id)}
            />
          ))}
        </section>
      </main>
      <div hidden>
        {view.sounds.map(({ id, ownerId, source }) => {
          const track = trackOf(id);
          const origin = room.people.find((person) => person.id === ownerId)?.origin ?? 'ARENA';
          return track === null ? null : (
            <Sound
              key={id}
              track={track}
              speakerId={speakerId}
              clicks={clicks}
              onBlocked={onBlocked}
              labels={{ participantId: ownerId, origin, source, streamId: id }}
            />
          );
        })}
      </div>
      {blocked ? (
        <Button
          className={classes['hear'] ?? ''}
          leftSection={<IconVolume size={18} />}
          onClick={() => {
            setBlocked(false);
            setClicks(clicks + 1);
          }}
        >
          Tap to hear
        </Button>
      ) : null}
      <Controls local={local} onSettings={open} onLeave={meeting.leave} />
      <SettingsSheet opened={settings} onClose={close} local={local} />
    </div>
  );
}

/** Who speaks, measured from what is heard. */
function useSpeaking(heard: ReadonlyMap<string, MediaStreamTrack>): ReadonlySet<string> {
  const [levels] = useState(createLevels);
  useEffect(() => levels.watch(heard));
  useEffect(() => () => levels.close(), [levels]);
  return useStore(levels.speaking);
}
