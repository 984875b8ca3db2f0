/**
 * What a transcoder takes and gives: one RTP payload format each, described as the SDP would (RFC 4566's rtpmap and
 * fmtp), so that neither mediasoup's nor the arena's types are needed here.
 */

/** Sound. Opus is always 48000/2 in its description (RFC 7587, 7), whatever it carries; Speex is mono (RFC 5574). */
export interface AudioFormat {
  kind: 'audio';
  codec: 'opus' | 'speex';
  payloadType: number;
  /** 48000 for Opus, 8000, 16000 or 32000 for Speex. */
  clockRate: number;
  channels: number;
  /** Of the output, in bits per second; each codec has its own default. */
  bitrate?: number;
}

/** Pictures. */
export interface VideoFormat {
  kind: 'video';
  codec: 'vp8' | 'h264' | 'theora';
  payloadType: number;
  clockRate: 90000;
  /** Of an output: every picture is scaled into it with its proportions kept, and padded. Even numbers. */
  width?: number;
  height?: number;
  /** Of an output: no more than this many frames a second leave. */
  frameRate?: number;
  /** Of an output, in bits per second. */
  bitrate?: number;
  /** Theora's packed headers in base64; needed of a Theora source, ignored of an output. */
  configuration?: string;
  /** H.264's fmtp of a source: `packetization-mode`, `profile-level-id`, `sprop-parameter-sets`. */
  parameters?: Readonly<Record<string, string | number>>;
}

export type MediaFormat = AudioFormat | VideoFormat;

/** A picture's size and rate. */
export interface PictureShape {
  width: number;
  height: number;
  frameRate: number;
}

/** What is made where the caller does not say: small enough for one core, large enough for a face. */
const DEFAULT_SHAPE: PictureShape = { width: 640, height: 360, frameRate: 25 };

/** The shape of an output, with defaults; chroma is subsampled by two, so odd sizes are rounded down. */
export function pictureShapeOf(format: VideoFormat): PictureShape {
  const even = (length: number) => Math.max(2, length - (length % 2));
  return {
    width: even(format.width ?? DEFAULT_SHAPE.width),
    height: even(format.height ?? DEFAULT_SHAPE.height),
    frameRate: format.frameRate ?? DEFAULT_SHAPE.frameRate,
  };
}

const DIRECTIONS = ['opus>speex', 'speex>opus', 'vp8>theora', 'h264>theora', 'theora>vp8', 'theora>h264'];

/** Whether there is a transcoder from one format to the other. */
export function canTranscode(from: MediaFormat, to: MediaFormat): boolean {
  return DIRECTIONS.includes(`${from.codec}>${to.codec}`);
}
