/** One stream of the arena: encoded once while anybody subscribes to it, under one SSRC and one run of numbers. */
import { randomInt } from 'node:crypto';
import type { ArenaStream } from '../../../media/arena/messages.ts';
import type { Log } from '../../../media/contract/log.ts';
import { setSequenceNumber, setTimestamp } from '../../../media/rtp/rtp-packet.ts';
import { createEncoder, type Encoder } from './encoder.ts';
import { createRestarted } from './restarted.ts';
import { tickMs } from './ticker.ts';

/** Gets each packet, which it must not change. */
export type PacketSink = (packet: Buffer) => void;

export interface OutgoingStream {
  description(): ArenaStream;
  /** Another description of the same SSRC: the encoder starts anew, the numbers go on. */
  describe(description: ArenaStream): Promise<void>;
  subscribe(sink: PacketSink): void;
  unsubscribe(sink: PacketSink): Promise<void>;
  isWanted(): boolean;
  /** Encodes what is due at this tick. */
  tick(tick: number): void;
  /** The RTP timestamp of this moment on the arena's clock, for sender reports. */
  timestampAt(elapsedMs: number): number;
  close(): Promise<void>;
}

export interface OutgoingStreamOptions {
  readonly description: ArenaStream;
  readonly ticksPerFrame: number;
  readonly pipeline: (description: ArenaStream) => string[];
  /** Raw frame number n, in memory that nobody changes afterwards. */
  readonly produce: (frameNumber: number) => Buffer;
  readonly log: Log;
}

export function createOutgoingStream(options: OutgoingStreamOptions): OutgoingStream {
  const { ticksPerFrame, pipeline, produce, log } = options;
  const { clockRate } = options.description;
  const timestampStep = (clockRate * tickMs * ticksPerFrame) / 1000;
  const timestampBase = randomInt(2 ** 32);
  const sinks = new Set<PacketSink>();
  let description = options.description;
  let sequenceNumber = randomInt(2 ** 16);

  function forward(packet: Buffer, frameNumber: number): void {
    setSequenceNumber(packet, sequenceNumber);
    setTimestamp(packet, (timestampBase + frameNumber * timestampStep) % 2 ** 32);
    sequenceNumber += 1;
    for (const sink of sinks) sink(packet);
  }

  const encoder = createRestarted<Encoder>(
    (onFailure) => createEncoder({ pipeline: pipeline(description), timestampStep, log, onPacket: forward, onFailure }),
    log,
  );

  return {
    description: () => description,
    async describe(changed) {
      description = changed;
      await encoder.stop();
    },
    subscribe: (sink) => sinks.add(sink),
    async unsubscribe(sink) {
      sinks.delete(sink);
      if (sinks.size === 0) await encoder.stop();
    },
    isWanted: () => sinks.size > 0,
    tick(tick) {
      if (sinks.size === 0 || tick % ticksPerFrame !== 0) return;
      const frameNumber = tick / ticksPerFrame;
      encoder.current()?.push(produce(frameNumber), frameNumber);
    },
    timestampAt: (elapsedMs) => Math.round(timestampBase + (elapsedMs * clockRate) / 1000) % 2 ** 32,
    async close() {
      sinks.clear();
      await encoder.stop();
    },
  };
}
