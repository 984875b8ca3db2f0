import type { types } from 'mediasoup-client';
import { type Problem, problemOf } from '../connection/problem.ts';
import type { StreamView } from './meeting-state.ts';
import type { Signalling } from './signalling.ts';

/** A stream that arrives, or why it does not. */
export type Received = { kind: 'track'; track: MediaStreamTrack } | { kind: 'failed'; problem: Problem };

/** Makes what is received follow the room's streams. */
export interface Receiver {
  /** Consumes what is new and closes what is over. */
  sync(streams: readonly StreamView[]): void;
}

export interface ReceiverDeps {
  signalling: Signalling;
  capabilities: types.RtpCapabilities;
  transport: types.Transport;
  onChange(received: ReadonlyMap<string, Received>): void;
}

export function createReceiver({ signalling, capabilities, transport, onChange }: ReceiverDeps): Receiver {
  const wanted = new Set<string>();
  const received = new Map<string, Received>();
  const consumers = new Map<string, types.Consumer>();

  function tell(streamId: string, news: Received): void {
    received.set(streamId, news);
    onChange(new Map(received));
  }

  async function consume(streamId: string): Promise<void> {
    try {
      const remote = await signalling.consume(transport.id, streamId, capabilities);
      // mediasoup-client binds sound and picture of one CNAME together (lip-sync; RFC 8834, section 4.9).
      const consumer = await transport.consume({ ...remote, producerId: streamId });
      if (!wanted.has(streamId)) return consumer.close();
      consumers.set(streamId, consumer);
      tell(streamId, { kind: 'track', track: consumer.track });
      // Costs no time: ICE and DTLS, which have just begun, take longer.
      await signalling.resumeConsumer(consumer.id);
    } catch (cause) {
      failed(streamId, problemOf(cause));
    }
  }

  function failed(streamId: string, problem: Problem): void {
    if (!wanted.has(streamId) || transport.closed) return;
    tell(streamId, { kind: 'failed', problem });
    if (problem.retryAfterMs === undefined) return;
    setTimeout(() => {
      if (wanted.has(streamId) && !transport.closed && !consumers.has(streamId)) void consume(streamId);
    }, problem.retryAfterMs);
  }

  function stop(streamId: string): void {
    wanted.delete(streamId);
    consumers.get(streamId)?.close();
    consumers.delete(streamId);
    if (received.delete(streamId)) onChange(new Map(received));
  }

  return {
    sync(streams) {
      const present = new Set(streams.map(({ id }) => id));
      for (const id of [...wanted]) if (!present.has(id)) stop(id);
      for (const id of present) {
        if (wanted.has(id)) continue;
        wanted.add(id);
        void consume(id);
      }
    },
  };
}
