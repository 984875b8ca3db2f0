import { useEffect, useRef } from 'react';
import { createLevels } from '../session/levels.ts';
import { meterReading } from '../session/speech.ts';
import classes from './level-meter.module.css';

/** How loud a microphone is, drawn without going through React. */
export function LevelMeter({ track }: { track: MediaStreamTrack | null }) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (track === null) return;
    const levels = createLevels();
    levels.watch(new Map([['own', track]]));
    // Ten times a second: drawn with each frame it would cost more than the camera's picture.
    const timer = setInterval(() => {
      const reading = meterReading(levels.rms('own'));
      bar.current?.style.setProperty('--level', reading.toFixed(3));
      bar.current?.setAttribute('aria-valuenow', String(Math.round(reading * 100)));
    }, 100);
    return () => {
      clearInterval(timer);
      levels.close();
    };
  }, [track]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers do not agree on how a <meter> can be drawn.
    <div
      ref={bar}
      className={classes['meter']}
      role="meter"
      aria-label="Microphone level"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
    />
  );
}
