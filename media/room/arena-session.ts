/** One joined arena session of a room: whose streams go which way, and what the control plane is told of them. */
import { randomUUID } from 'node:crypto';
import type { ArenaLink, ArenaLinkEvent } from '../arena/arena-link.ts';
import type { ArenaParticipant, ArenaStream } from '../arena/messages.ts';
import type { StreamInfo } from '../contract/commands.ts';
import type { NodeEvent } from '../contract/events.ts';
import type { MediaKind } from '../contract/rtp-types.ts';
import type { ArenaSession, JoinedArena } from './arena-connection.ts';
import type { ArenaSideDeps } from './arena-ports.ts';
import { canBridge, createInboundStream, type InboundStream } from './inbound-stream.ts';
import { createOutboundStream, type OutboundStream } from './outbound-stream.ts';

/** A browser's person as the arena gets to know them. */
export interface BrowserPerson {
  cname: string;
  name: string;
}

/** A browser's stream as the arena gets to know it. */
export interface BrowserStream {
  streamId: string;
  kind: MediaKind;
  source: 'microphone' | 'camera' | 'screen';
  cname: string;
}

export interface BridgingSession extends ArenaSession {
  personJoined(person: BrowserPerson): void;
  personLeft(person: BrowserPerson): void;
  streamStarted(stream: BrowserStream): void;
  streamEnded(streamId: string): void;
  /** One of the arena's streams, as browsers know it. */
  inbound(streamId: string): InboundStream | undefined;
}

export interface ArenaSessionOptions {
  roomId: string;
  linkId: string;
  link: ArenaLink;
  joined: JoinedArena;
  emit(event: NodeEvent): void;
}

export function startArenaSession(deps: ArenaSideDeps, options: ArenaSessionOptions): BridgingSession {
  const { roomId, linkId, link, joined, emit } = options;
  const { log } = deps;
  const people = new Map<string, { participantId: string; name: string }>();
  const ownCnames = new Set<string>();
  const inboundBySsrc = new Map<number, { streamId: string; stream: InboundStream }>();
  const outboundById = new Map<string, OutboundStream>();

  function participantJoined({ cname, name }: ArenaParticipant): void {
    if (people.has(cname) || ownCnames.has(cname)) return;
    const participantId = randomUUID();
    people.set(cname, { participantId, name });
    emit({ kind: 'arenaParticipantJoined', roomId, linkId, participantId, cname, name });
  }

  function participantLeft(cname: string): void {
    const person = people.get(cname);
    if (person === undefined) return;
    people.delete(cname);
    emit({ kind: 'arenaParticipantLeft', roomId, participantId: person.participantId });
  }

  function streamAnnounced(description: ArenaStream): void {
    const known = inboundBySsrc.get(description.ssrc);
    if (known !== undefined) {
      known.stream.describe(description);
      return;
    }
    if (!canBridge(description)) {
      log.warn(
        { ssrc: description.ssrc, codec: description.codec },
        'a stream of the arena has a codec that is not bridged',
      );
      return;
    }
    const streamId = randomUUID();
    const stream = createInboundStream(deps, {
      streamId,
      description,
      link,
      onFailed: (reason) => emit({ kind: 'transcoderFailed', roomId, streamId, reason }),
    });
    inboundBySsrc.set(description.ssrc, { streamId, stream });
    const participantId = people.get(description.cname)?.participantId;
    emit({ kind: 'streamStarted', roomId, linkId, stream: arenaStreamInfo(streamId, participantId, description) });
  }

  function streamEnded(ssrc: number): void {
    const known = inboundBySsrc.get(ssrc);
    if (known === undefined) return;
    inboundBySsrc.delete(ssrc);
    emit({ kind: 'streamEnded', roomId, streamId: known.streamId });
    background(known.stream.close(), 'closing a bridged stream failed');
  }

  function outboundBySsrc(ssrc: number): OutboundStream | undefined {
    for (const stream of outboundById.values()) if (stream.ssrc() === ssrc) return stream;
    return undefined;
  }

  function background(work: Promise<unknown>, failure: string): void {
    work.catch((error: unknown) => log.error({ err: error, linkId }, failure));
  }

  joined.participants.forEach(participantJoined);
  joined.streams.forEach(streamAnnounced);

  return {
    handle(event: ArenaLinkEvent): void {
      switch (event.kind) {
        case 'rtp':
          inboundBySsrc.get(event.ssrc)?.stream.feed(event.packet);
          break;
        case 'participantJoined':
          participantJoined(event.participant);
          break;
        case 'participantLeft':
          participantLeft(event.cname);
          break;
        case 'streamAnnounced':
          streamAnnounced(event.stream);
          break;
        case 'streamEnded':
          streamEnded(event.ssrc);
          break;
        case 'subscribed':
          outboundBySsrc(event.ssrc)?.setWanted(true);
          break;
        case 'unsubscribed':
          outboundBySsrc(event.ssrc)?.setWanted(false);
          break;
        case 'keyframeRequested':
          outboundBySsrc(event.ssrc)?.requestKeyframe();
          break;
        case 'closed':
          break;
      }
    },

    personJoined({ cname, name }) {
      ownCnames.add(cname);
      background(link.announceParticipant({ cname, name, state: 'joined' }), 'announcing a participant failed');
    },

    personLeft({ cname, name }) {
      ownCnames.delete(cname);
      background(link.announceParticipant({ cname, name, state: 'left' }), 'announcing a departure failed');
    },

    streamStarted(stream) {
      const outbound = createOutboundStream(deps, {
        ...stream,
        link,
        onLegStarted: (leg) => emit({ kind: 'legStarted', roomId, streamId: stream.streamId, leg }),
        onLegEnded: (legId) => emit({ kind: 'legEnded', roomId, streamId: stream.streamId, legId }),
        onFailed: (reason) => emit({ kind: 'transcoderFailed', roomId, streamId: stream.streamId, reason }),
      });
      outboundById.set(stream.streamId, outbound);
      background(outbound.announce(), 'announcing a stream failed');
    },

    streamEnded(streamId) {
      const outbound = outboundById.get(streamId);
      outboundById.delete(streamId);
      if (outbound !== undefined) background(outbound.close(), 'ending a stream failed');
    },

    inbound(streamId) {
      for (const known of inboundBySsrc.values()) if (known.streamId === streamId) return known.stream;
      return undefined;
    },

    async close() {
      const streams = [...inboundBySsrc.values()].map(({ stream }) => stream);
      const outbound = [...outboundById.values()];
      inboundBySsrc.clear();
      outboundById.clear();
      await Promise.all([...streams, ...outbound].map((stream) => stream.close()));
    },
  };
}

function arenaStreamInfo(streamId: string, participantId: string | undefined, description: ArenaStream): StreamInfo {
  const { ssrc, kind, source, payloadType, codec, clockRate } = description;
  return {
    streamId,
    ...(participantId === undefined ? {} : { participantId }),
    kind,
    source,
    legs: [{ legId: randomUUID(), side: 'arena', direction: 'in', ssrc, payloadType, codec, clockRate }],
  };
}
