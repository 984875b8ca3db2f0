/** One browser's participant on this node: transports, what is sent and what is received. */
import { randomUUID } from 'node:crypto';
import type { LegInfo } from '../contract/commands.ts';
import { NodeRefusal } from '../contract/problems.ts';
import type { BrowserConsumer, BrowserProducer, BrowserTransport, WireFormat } from '../sfu/browser-transport.ts';

export interface SentStream {
  streamId: string;
  source: 'microphone' | 'camera' | 'screen';
  producer: BrowserProducer;
}

export interface ReceivedStream {
  consumer: BrowserConsumer;
  /** Whoever sends it is told that there is somebody who is ready. */
  onResumed(): void;
}

export interface Participant {
  readonly participantId: string;
  readonly cname: string;
  readonly name: string;
  readonly transports: Map<string, BrowserTransport>;
  readonly sent: Map<string, SentStream>;
  /** By consumer id. */
  readonly received: Map<string, ReceivedStream>;
}

export function newParticipant(identity: { participantId: string; cname: string; name: string }): Participant {
  return { ...identity, transports: new Map(), sent: new Map(), received: new Map() };
}

/** The transport, if it is there and goes the right way. */
export function transportOf(
  { transports }: Participant,
  transportId: string,
  direction?: 'send' | 'receive',
): BrowserTransport {
  const transport = transports.get(transportId);
  if (transport === undefined) throw new NodeRefusal('TRANSPORT_NOT_FOUND', 'there is no such transport');
  if (direction !== undefined && transport.direction !== direction) {
    const can = direction === 'send' ? 'produce' : 'consume';
    throw new NodeRefusal('TRANSPORT_WRONG_DIRECTION', `a ${transport.direction} transport cannot ${can}`);
  }
  return transport;
}

export function sentStreamOf({ sent }: Participant, streamId: string): SentStream {
  const stream = sent.get(streamId);
  if (stream === undefined) throw new NodeRefusal('STREAM_NOT_FOUND', 'the participant sends no such stream');
  return stream;
}

export function receivedOf({ received }: Participant, consumerId: string): ReceivedStream {
  const stream = received.get(consumerId);
  if (stream === undefined) throw new NodeRefusal('CONSUMER_NOT_FOUND', 'there is no such consumer');
  return stream;
}

/** A leg between a browser and this node. */
export function browserLeg(direction: 'in' | 'out', format: WireFormat, toParticipantId?: string): LegInfo {
  return {
    legId: randomUUID(),
    side: 'webrtc',
    direction,
    ...format,
    ...(toParticipantId === undefined ? {} : { toParticipantId }),
  };
}
