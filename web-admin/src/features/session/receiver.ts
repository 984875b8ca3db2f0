import type { types } from 'mediasoup-client';
import { type Problem, problemOf } from '../connection/problem.ts';
import type { StreamView } from './meeting-state.ts';
import type { RemoteConsumer, Signalling } from './signalling.ts';

/** A stream that arrives, or why it does not. */
export type Received = { kind: 'track'; track: MediaStreamTrack } | { kind: 'failed'; problem: Problem };

/** Makes what is received follow the room's streams. */
export interface Receiver {
  /** Consumes what is new and closes what is over. */
  sync(streams: readonly StreamView[]): void;
  /** Resolves once everything consumed so far is under way in the browser, or was refused. */
  settled(): Promise<unknown>;
}

export interface ReceiverDeps {
  signalling: Signalling;
  capabilities: types.RtpCapabilities;
  transport: types.Transport;
  onChange(received: ReadonlyMap<string, Received>): void;
}

type RemoteStream = RemoteConsumer & { producerId: string };

export function createReceiver({ signalling, capabilities, transport, onChange }: ReceiverDeps): Receiver {
  const wanted = new Set<string>();
  const received = new Map<string, Received>();
  const consumers = new Map<string, types.Consumer>();
  const starting = new Set<Promise<unknown>>();

  function tell(streamId: string, news: Received): void {
    received.set(streamId, news);
    onChange(new Map(received));
  }

  /** The node's sender of the stream; undefined where there is none. */
  async function ask(streamId: string): Promise<RemoteStream | undefined> {
    try {
      return { ...(await signalling.consume(transport.id, streamId, capabilities)), producerId: streamId };
    } catch (cause) {
      failed(streamId, problemOf(cause));
      return undefined;
    }
  }

  /** Makes the browser's end, and lets the stream flow. */
  async function take({ producerId: streamId, ...remote }: RemoteStream): Promise<void> {
    try {
      // mediasoup-client binds sound and picture of one CNAME together (lip-sync; RFC 8834, section 4.9).
      const consumer = await transport.consume({ ...remote, producerId: streamId });
      if (!wanted.has(streamId)) return consumer.close();
      consumers.set(streamId, consumer);
      tell(streamId, { kind: 'track', track: consumer.track });
      // Costs no time: ICE and DTLS, which have just begun, take longer.
      signalling.resumeConsumer(consumer.id).catch((cause: unknown) => failed(streamId, problemOf(cause)));
    } catch (cause) {
      failed(streamId, problemOf(cause));
    }
  }

  /** All in one negotiation of SDP: mediasoup-client joins what is consumed in the same tick. */
  async function consume(streamIds: readonly string[]): Promise<void> {
    const remotes = await Promise.all(streamIds.map(ask));
    await Promise.all(remotes.map((remote) => remote && take(remote)));
  }

  function begin(streamIds: readonly string[]): void {
    const started: Promise<unknown> = consume(streamIds).finally(() => starting.delete(started));
    starting.add(started);
  }

  function failed(streamId: string, problem: Problem): void {
    if (!wanted.has(streamId) || transport.closed) return;
    tell(streamId, { kind: 'failed', problem });
    if (problem.retryAfterMs === undefined) return;
    setTimeout(() => {
      if (wanted.has(streamId) && !transport.closed && !consumers.has(streamId)) begin([streamId]);
    }, problem.retryAfterMs);
  }

  function stop(streamId: string): void {
    wanted.delete(streamId);
    consumers.get(streamId)?.close();
    consumers.delete(streamId);
    if (received.delete(streamId)) onChange(new Map(received));
  }

  return {
    settled: () => Promise.all(starting),
    sync(streams) {
      const present = new Set(streams.map(({ id }) => id));
      for (const id of [...wanted]) if (!present.has(id)) stop(id);
      const fresh = [...present].filter((id) => !wanted.has(id));
      for (const id of fresh) wanted.add(id);
      if (fresh.length > 0) begin(fresh);
    },
  };
}
