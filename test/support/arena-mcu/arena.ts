/** One arena: its participants, and the streams that the MCU offers of them. */
import type { ArenaParticipant, ArenaStream } from '../../../media/arena/messages.ts';
import { type ArenaMediaOptions, createArenaMedia, type Member } from './arena-media.ts';
import type { PictureSize } from './gst-pipelines.ts';
import type { OutgoingStream } from './outgoing-stream.ts';
import type { Pattern } from './scene.ts';
import { makeSound, type ParticipantSound } from './speech.ts';
import { createTicker } from './ticker.ts';

export interface ParticipantOptions {
  readonly name: string;
  readonly sound: ParticipantSound;
  readonly picture: Pattern | { readonly kind: 'none' };
  /** Offers the participant's own microphone and camera too, beside the mix and the scene. */
  readonly ownStreams?: boolean;
}

export interface McuParticipant {
  readonly cname: string;
  readonly name: string;
  /** Of the participant's own streams; empty without `ownStreams`. */
  readonly streams: readonly ArenaStream[];
  /** Idempotent. */
  leave(): Promise<void>;
}

/** Is told what the sessions of the arena have to know. */
export interface ArenaObserver {
  participantChanged(participant: ArenaParticipant, state: 'joined' | 'left'): void;
  /** New, or described anew. */
  streamAnnounced(stream: OutgoingStream): void;
  streamEnded(ssrc: number): void;
}

export interface Arena {
  readonly name: string;
  participants(): ArenaParticipant[];
  streams(): OutgoingStream[];
  addParticipant(options: ParticipantOptions): Promise<McuParticipant>;
  /** Scales the scene from now on, which gives it other Theora headers. */
  resizeScene(size: PictureSize): Promise<void>;
  /** Since the arena's clock began. */
  elapsedMs(): number;
  /** Has the media run while some stream is wanted; to be called when subscriptions have changed. */
  runMedia(): void;
  /** Gives back the observer's end. */
  observe(observer: ArenaObserver): () => void;
  close(): Promise<void>;
}

export async function createArena(options: ArenaMediaOptions): Promise<Arena> {
  const { name, log } = options;
  const members = new Set<Member>();
  const streams = new Map<number, OutgoingStream>();
  const observers = new Set<ArenaObserver>();
  const media = createArenaMedia(options);
  let joined = 0;

  const ticker = createTicker((tick) => {
    for (const stream of streams.values()) stream.tick(tick);
  });

  function offer(stream: OutgoingStream): OutgoingStream {
    streams.set(stream.description().ssrc, stream);
    for (const observer of observers) observer.streamAnnounced(stream);
    return stream;
  }

  function runMedia(): void {
    if ([...streams.values()].some((stream) => stream.isWanted())) ticker.start();
    else ticker.stop();
  }

  async function withdraw(stream: OutgoingStream): Promise<void> {
    const { ssrc } = stream.description();
    streams.delete(ssrc);
    for (const observer of observers) observer.streamEnded(ssrc);
    await stream.close();
    runMedia();
  }

  async function addParticipant(wanted: ParticipantOptions): Promise<McuParticipant> {
    joined += 1;
    const participant = { cname: `participant-${joined}@${name}.arena`, name: wanted.name };
    const sound = await makeSound(wanted.sound, log);
    const member: Member = { participant, sound, panel: { name: wanted.name, picture: wanted.picture } };
    const own = wanted.ownStreams === true ? await media.ownStreams(member) : [];
    members.add(member);
    for (const observer of observers) observer.participantChanged(participant, 'joined');
    for (const stream of own) offer(stream);
    return {
      ...participant,
      streams: own.map((stream) => stream.description()),
      async leave() {
        if (!members.delete(member)) return;
        await Promise.all(own.map(withdraw));
        for (const observer of observers) observer.participantChanged(participant, 'left');
      },
    };
  }

  offer(media.mix(() => [...members].map((member) => member.sound)));
  const scene = offer(await media.scene(() => [...members].map((member) => member.panel)));

  return {
    name,
    participants: () => [...members].map((member) => member.participant),
    streams: () => [...streams.values()],
    addParticipant,
    async resizeScene(size) {
      await scene.describe(await media.sceneDescription(scene.description().ssrc, size));
      for (const observer of observers) observer.streamAnnounced(scene);
    },
    elapsedMs: ticker.elapsedMs,
    runMedia,
    observe(observer) {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    async close() {
      ticker.stop();
      await Promise.all([...streams.values()].map((stream) => stream.close()));
    },
  };
}
