import { Loader } from '@mantine/core';
import type { StreamView } from '../session/meeting-state.ts';
import { Picture } from './media-elements.tsx';
import classes from './scene.module.css';

interface SceneProps {
  stream: StreamView;
  track: MediaStreamTrack | null;
  /** The arena's name. */
  arena: string;
}

/** The arena's composed picture, whole. */
export function Scene({ stream, track, arena }: SceneProps) {
  return (
    <section className={classes['scene']} aria-label={`Scene of ${arena}`} data-scene-tile>
      {track === null ? (
        <Loader aria-label="Waiting for the arena's picture" />
      ) : (
        <Picture
          track={track}
          label={`Scene of ${arena}`}
          className={classes['picture']}
          labels={{ participantId: null, origin: 'ARENA', source: 'SCENE', streamId: stream.id }}
        />
      )}
      <span className={classes['label']}>{arena}</span>
    </section>
  );
}
