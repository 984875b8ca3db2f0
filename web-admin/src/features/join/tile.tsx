import { IconAlertTriangle, IconBroadcast, IconMicrophoneOff } from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import { hueOf, initialsOf } from '../../ui/initials.ts';
import type { PersonTile } from '../session/meeting-view.ts';
import type { Received } from '../session/receiver.ts';
import { Picture } from './media-elements.tsx';
import classes from './tile.module.css';

interface TileProps {
  tile: PersonTile;
  /** One's own camera, or what arrives of theirs. */
  track: MediaStreamTrack | null;
  failure: Extract<Received, { kind: 'failed' }> | null;
  speaking: boolean;
}

/** A custom property for the style sheet, which React's types do not foresee. */
function hueStyle(hue: number): CSSProperties {
  const style: CSSProperties & { '--hue': number } = { '--hue': hue };
  return style;
}

/** One person: picture or initials, name, and whether they are muted or speak. */
export function Tile({ tile, track, failure, speaking }: TileProps) {
  const { person, isSelf, picture, muted } = tile;
  const shows = track !== null && (isSelf || picture?.paused === false);
  const name = isSelf ? `${person.name} (you)` : person.name;
  return (
    <article
      className={classes['tile']}
      aria-label={`${name}${person.origin === 'ARENA' ? ', from the arena' : ''}${muted ? ', muted' : ''}`}
      data-tile
      data-participant={person.id}
      data-origin={person.origin}
      data-self={isSelf}
      data-muted={muted}
      data-speaking={speaking}
      data-picture={shows}
    >
      <div className={classes['initials']} style={hueStyle(hueOf(person.id))} aria-hidden>
        <span>{initialsOf(person.name)}</span>
      </div>
      {shows ? (
        <Picture
          track={track}
          label={`Picture of ${name}`}
          className={isSelf ? `${classes['picture']} ${classes['mirror']}` : classes['picture']}
          labels={{
            participantId: person.id,
            origin: person.origin,
            source: picture?.source ?? 'CAMERA',
            streamId: picture?.id ?? null,
          }}
        />
      ) : null}
      {person.origin === 'ARENA' ? (
        <span className={classes['badge']}>
          <IconBroadcast size={13} aria-hidden /> Arena
        </span>
      ) : null}
      {failure === null ? null : (
        <span className={classes['failure']} title={failure.problem.remedy}>
          <IconAlertTriangle size={14} aria-hidden /> {failure.problem.message}
        </span>
      )}
      <footer className={classes['name']}>
        {muted ? <IconMicrophoneOff size={15} aria-label="Muted" className={classes['muted'] ?? ''} /> : null}
        <span>{name}</span>
      </footer>
    </article>
  );
}
