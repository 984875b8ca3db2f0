/** A GStreamer encoder that is fed frame by frame, and tells which frame each RTP packet belongs to. */
import type { Log } from '../../../media/contract/log.ts';
import { parseRtpHeader } from '../../../media/rtp/rtp-packet.ts';
import { startGstChild } from './gst-child.ts';
import { createRtpDeframer } from './rtp-framing.ts';

export interface EncoderOptions {
  readonly pipeline: readonly string[];
  /** RTP clock ticks from frame to frame. */
  readonly timestampStep: number;
  readonly log: Log;
  /** One RTP packet of the frame that was pushed as `frameNumber`; its sequence number and timestamp began at 0. */
  readonly onPacket: (packet: Buffer, frameNumber: number) => void;
  readonly onFailure: (reason: string) => void;
}

export interface Encoder {
  /** Gives a frame, numbered by the caller. Lost where the encoder is far behind. */
  push(frame: Buffer, frameNumber: number): void;
  close(): Promise<void>;
}

/** Frames that may wait for the encoder before others are lost. */
const queueLimit = 25;
/** More than can be on their way between input and output. */
const remembered = 256;

export function createEncoder({ pipeline, timestampStep, log, onPacket, onFailure }: EncoderOptions): Encoder {
  const frameNumbers: number[] = [];
  let pushed = 0;

  const deframe = createRtpDeframer((packet) => {
    const header = parseRtpHeader(packet);
    if (header === undefined) throw new Error('GStreamer wrote something that is not RTP');
    // Speex moves its first timestamps by its lookahead, so they lie between the frames' own.
    const frameNumber = frameNumbers[Math.ceil(header.timestamp / timestampStep) % remembered];
    if (frameNumber !== undefined) onPacket(packet, frameNumber);
  });
  const child = startGstChild({ pipeline, log, onOutput: deframe, onFailure });

  return {
    push(frame, frameNumber) {
      if (!child.write(frame, queueLimit * frame.length)) return;
      frameNumbers[pushed % remembered] = frameNumber;
      pushed += 1;
    },
    close: () => child.close(),
  };
}
