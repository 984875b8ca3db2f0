/** One room on this node: its people, their transports and streams, and the arena that it may be linked to. */
import type { CommandInput, CommandOutput, LegInfo } from '../contract/commands.ts';
import type { NodeEvent } from '../contract/events.ts';
import { NodeRefusal } from '../contract/problems.ts';
import type { RtpCapabilities } from '../contract/rtp-types.ts';
import type { BrowserConsumer } from '../sfu/browser-transport.ts';
import type { ArenaSideDeps } from './arena-ports.ts';
import type { BrowserStream } from './arena-session.ts';
import {
  browserLeg,
  newParticipant,
  type Participant,
  receivedOf,
  type SentStream,
  sentStreamOf,
  transportOf,
} from './participant.ts';
import { createRoomArena } from './room-arena.ts';

export interface RoomDeps extends ArenaSideDeps {
  roomId: string;
  emit(event: NodeEvent): void;
}

/** Each method carries out the contract's command of its name; refusals are thrown as `NodeRefusal`. */
export interface Room {
  readonly rtpCapabilities: RtpCapabilities;
  joinRoom(input: CommandInput<'joinRoom'>): void;
  leaveRoom(participantId: string): void;
  createTransport(input: CommandInput<'createTransport'>): Promise<CommandOutput<'createTransport'>>;
  connectTransport(input: CommandInput<'connectTransport'>): Promise<void>;
  restartIce(input: CommandInput<'restartIce'>): Promise<CommandOutput<'restartIce'>>;
  produce(input: CommandInput<'produce'>): Promise<CommandOutput<'produce'>>;
  pauseStream(input: CommandInput<'pauseStream'>): Promise<void>;
  resumeStream(input: CommandInput<'resumeStream'>): Promise<void>;
  closeStream(input: CommandInput<'closeStream'>): void;
  consume(input: CommandInput<'consume'>): Promise<CommandOutput<'consume'>>;
  pauseConsumer(input: CommandInput<'pauseConsumer'>): Promise<void>;
  resumeConsumer(input: CommandInput<'resumeConsumer'>): Promise<void>;
  linkArena(input: CommandInput<'linkArena'>): Promise<void>;
  unlinkArena(linkId: string): Promise<void>;
  counts(): { participants: number; streams: number; consumers: number };
  close(): Promise<void>;
}

export function createRoom(deps: RoomDeps): Room {
  const { roomId, router, emit } = deps;
  const participants = new Map<string, Participant>();
  const arena = createRoomArena(deps, {
    people: () => participants.values(),
    streams: () => [...participants.values()].flatMap((person) => [...person.sent.values()].map(bridged(person))),
  });

  function participantOf(participantId: string): Participant {
    const participant = participants.get(participantId);
    if (participant === undefined) throw new NodeRefusal('PARTICIPANT_NOT_FOUND', 'the participant is not in the room');
    return participant;
  }

  /** After a wait: a participant's departure has closed all that it had by then. */
  function mustStillBeHere(participant: Participant): void {
    if (participants.get(participant.participantId) === participant) return;
    throw new NodeRefusal('PARTICIPANT_NOT_FOUND', 'the participant has left the room');
  }

  function endStream(participant: Participant, streamId: string): void {
    if (!participant.sent.delete(streamId)) return;
    arena.streamEnded(streamId);
  }

  /** An arena's stream is only bridged while somebody receives it: each of its consumers holds it. */
  async function consumeHeld(
    consume: () => Promise<BrowserConsumer>,
    streamId: string,
  ): Promise<{ consumer: BrowserConsumer; onResumed: () => void; release: () => void }> {
    const inbound = arena.inbound(streamId);
    if (inbound === undefined) return { consumer: await consume(), onResumed: noted, release: noted };
    await inbound.acquire().catch((error: unknown) => {
      inbound.release();
      throw error;
    });
    try {
      return { consumer: await consume(), onResumed: inbound.flow, release: inbound.release };
    } catch (error) {
      inbound.release();
      throw error;
    }
  }

  function streamExists(streamId: string): boolean {
    if (arena.inbound(streamId) !== undefined) return true;
    for (const { sent } of participants.values()) if (sent.has(streamId)) return true;
    return false;
  }

  return {
    rtpCapabilities: router.rtpCapabilities,

    joinRoom({ participantId, cname, name }) {
      if (participants.has(participantId)) return;
      const participant = newParticipant({ participantId, cname, name });
      participants.set(participantId, participant);
      arena.personJoined(participant);
    },

    leaveRoom(participantId) {
      const participant = participants.get(participantId);
      if (participant === undefined) return;
      participants.delete(participantId);
      for (const streamId of [...participant.sent.keys()]) endStream(participant, streamId);
      for (const transport of participant.transports.values()) transport.close();
      arena.personLeft(participant);
    },

    async createTransport({ participantId, direction }) {
      const participant = participantOf(participantId);
      const transport = await router.createBrowserTransport(direction);
      if (participants.get(participantId) !== participant) transport.close();
      mustStillBeHere(participant);
      participant.transports.set(transport.info.transportId, transport);
      return transport.info;
    },

    connectTransport: ({ participantId, transportId, dtlsParameters }) =>
      transportOf(participantOf(participantId), transportId).connect(dtlsParameters),

    async restartIce({ participantId, transportId }) {
      return { iceParameters: await transportOf(participantOf(participantId), transportId).restartIce() };
    },

    async produce({ participantId, transportId, streamId, kind, source, rtpParameters }) {
      const participant = participantOf(participantId);
      const producer = await transportOf(participant, transportId, 'send').produce({ streamId, kind, rtpParameters });
      mustStillBeHere(participant);
      const legs: LegInfo[] = [];
      let answered = false;
      producer.onWireFormat((format) => {
        const leg = browserLeg('in', format);
        if (answered) emit({ kind: 'legStarted', roomId, streamId, leg });
        else legs.push(leg);
      });
      answered = true;
      producer.onClosed(() => {
        endStream(participant, streamId);
      });
      const stream: SentStream = { streamId, source, producer };
      participant.sent.set(streamId, stream);
      arena.streamStarted(bridged(participant)(stream));
      return { legs };
    },

    pauseStream: ({ participantId, streamId }) => sentStreamOf(participantOf(participantId), streamId).producer.pause(),

    resumeStream: ({ participantId, streamId }) =>
      sentStreamOf(participantOf(participantId), streamId).producer.resume(),

    closeStream({ participantId, streamId }) {
      const participant = participantOf(participantId);
      sentStreamOf(participant, streamId).producer.close();
      endStream(participant, streamId);
    },

    async consume({ participantId, transportId, streamId, rtpCapabilities }) {
      const participant = participantOf(participantId);
      const transport = transportOf(participant, transportId, 'receive');
      if (!streamExists(streamId)) throw new NodeRefusal('STREAM_NOT_FOUND', 'the stream has ended or never was');
      const { consumer, onResumed, release } = await consumeHeld(
        () => transport.consume({ streamId, rtpCapabilities }),
        streamId,
      );
      const { consumerId, kind, rtpParameters, wireFormat } = consumer;
      if (participants.get(participantId) !== participant) release();
      mustStillBeHere(participant);
      participant.received.set(consumerId, { consumer, onResumed });
      consumer.onClosed(() => {
        if (participant.received.delete(consumerId)) release();
      });
      return { consumerId, kind, rtpParameters, leg: browserLeg('out', wireFormat, participantId) };
    },

    pauseConsumer: ({ participantId, consumerId }) =>
      receivedOf(participantOf(participantId), consumerId).consumer.pause(),

    async resumeConsumer({ participantId, consumerId }) {
      const { consumer, onResumed } = receivedOf(participantOf(participantId), consumerId);
      await consumer.resume();
      onResumed();
    },

    linkArena: arena.link,
    unlinkArena: arena.unlink,

    counts() {
      const people = [...participants.values()];
      const total = (count: (person: Participant) => number): number => people.reduce((sum, p) => sum + count(p), 0);
      return {
        participants: people.length,
        streams: total(({ sent }) => sent.size),
        consumers: total(({ received }) => received.size),
      };
    },

    async close() {
      participants.clear();
      router.close();
      await arena.close();
    },
  };
}

/** A browser's own streams flow whether somebody receives them or not. */
const noted = (): void => undefined;

function bridged({ cname }: Participant): (stream: SentStream) => BrowserStream {
  return ({ streamId, source, producer }) => ({ streamId, source, kind: producer.kind, cname });
}
