import type { types } from 'mediasoup-client';
import type { OwnSource } from './own-source.ts';
import type { Signalling } from './signalling.ts';

/** One device as it should be sent: `track` is null where there is none. */
export interface Wanted {
  track: MediaStreamTrack | null;
  on: boolean;
}

/** Makes what is sent follow what is wanted. */
export interface Sender {
  /** One change at a time for each source, the last wish wins. */
  want(source: OwnSource, wanted: Wanted): void;
}

interface Lane {
  wanted: Wanted;
  busy: boolean;
  producer: types.Producer | null;
  /** Whether the node was told that the stream is paused. */
  paused: boolean;
}

const cameraBitrate = 1_000_000;

export interface SenderDeps {
  signalling: Signalling;
  transport: types.Transport;
  onFailure(source: OwnSource, cause: unknown): void;
}

export function createSender({ signalling, transport, onFailure }: SenderDeps): Sender {
  const lane = (): Lane => ({ wanted: { track: null, on: false }, busy: false, producer: null, paused: false });
  const lanes: Record<OwnSource, Lane> = { CAMERA: lane(), MICROPHONE: lane() };

  transport.on('produce', ({ kind, rtpParameters }, done, failed) => {
    const source = kind === 'audio' ? 'MICROPHONE' : 'CAMERA';
    signalling.produce(transport.id, source, rtpParameters, kind).then((id) => done({ id }), failed);
  });

  async function start(track: MediaStreamTrack): Promise<types.Producer> {
    return transport.produce({
      track,
      stopTracks: false,
      disableTrackOnPause: true,
      ...(track.kind === 'video'
        ? { encodings: [{ maxBitrate: cameraBitrate }], codecOptions: { videoGoogleStartBitrate: 600 } }
        : {}),
    });
  }

  /** One step towards what is wanted; false where there is none left. */
  async function step(own: Lane): Promise<boolean> {
    const { track, on } = own.wanted;
    const sends = track !== null && on;
    if (own.producer === null) {
      if (!sends) return false;
      own.producer = await start(track);
      return true;
    }
    const { producer } = own;
    if (sends && producer.track !== track) {
      await producer.replaceTrack({ track });
      return true;
    }
    if (sends === !own.paused) return false;
    own.paused = !sends;
    if (sends) {
      producer.resume();
      await signalling.resumeStream(producer.id);
    } else {
      producer.pause();
      await signalling.pauseStream(producer.id);
    }
    return true;
  }

  async function run(source: OwnSource): Promise<void> {
    const own = lanes[source];
    if (own.busy) return;
    own.busy = true;
    try {
      while (!transport.closed && (await step(own)));
    } catch (cause) {
      if (!transport.closed) onFailure(source, cause);
    } finally {
      own.busy = false;
    }
  }

  return {
    want(source, wanted) {
      lanes[source].wanted = wanted;
      void run(source);
    },
  };
}
