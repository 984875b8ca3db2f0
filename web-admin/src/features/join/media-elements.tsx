import { useEffect, useRef } from 'react';
import type { ParticipantOrigin, StreamSource } from '../../gql/graphql.ts';

/** Says whose and which stream an element plays, for styles and for those who watch the page by program. */
export interface MediaLabels {
  participantId: string | null;
  origin: ParticipantOrigin;
  source: StreamSource;
  streamId: string | null;
}

function attributes({ participantId, origin, source, streamId }: MediaLabels) {
  return {
    'data-participant': participantId ?? undefined,
    'data-origin': origin,
    'data-source': source,
    'data-stream-id': streamId ?? undefined,
  };
}

interface PictureProps {
  track: MediaStreamTrack;
  label: string;
  labels: MediaLabels;
  className?: string | undefined;
}

/** Without sound, which plays by itself: a muted element needs no click. */
export function Picture({ track, label, labels, className }: PictureProps) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (element.current !== null) element.current.srcObject = new MediaStream([track]);
  }, [track]);
  return (
    <video
      ref={element}
      className={className}
      aria-label={label}
      data-kind="VIDEO"
      {...attributes(labels)}
      autoPlay
      playsInline
      muted
    />
  );
}

interface SoundProps {
  track: MediaStreamTrack;
  labels: MediaLabels;
  /** Null is the browser's choice. */
  speakerId: string | null;
  /** Grows with each click that may start what the browser held back. */
  clicks: number;
  onBlocked(): void;
}

export function Sound({ track, labels, speakerId, clicks, onBlocked }: SoundProps) {
  const element = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    if (element.current !== null) element.current.srcObject = new MediaStream([track]);
  }, [track]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new track or a click is another chance to play.
  useEffect(() => {
    element.current?.play().catch((cause: unknown) => {
      // AbortError: a newer track came first.
      if (cause instanceof DOMException && cause.name === 'NotAllowedError') onBlocked();
    });
  }, [track, clicks, onBlocked]);
  useEffect(() => {
    const audio = element.current;
    if (audio === null || !('setSinkId' in audio) || speakerId === null) return;
    // A speaker that is gone leaves the sound where it was.
    audio.setSinkId(speakerId).catch((cause: unknown) => console.warn('The speaker could not be chosen', cause));
  }, [speakerId]);
  return <audio ref={element} data-kind="AUDIO" {...attributes(labels)} autoPlay />;
}
