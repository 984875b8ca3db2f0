/** A codec policy as a media node reads it: what a room allows and prefers on each leg. */
import { z } from 'zod';

const webRtcAudioCodec = z.enum(['opus']);
const webRtcVideoCodec = z.enum(['vp8', 'h264']);

export const codecPolicy = z.object({
  /** In order of preference. */
  webRtcAudio: z.array(webRtcAudioCodec).min(1),
  webRtcVideo: z.array(webRtcVideoCodec).min(1),
  arenaAudio: z.object({
    codec: z.literal('speex'),
    payloadType: z.int().min(96).max(127),
    clockRate: z.literal([8000, 16_000, 32_000]),
  }),
  arenaVideo: z.object({
    codec: z.literal('theora'),
    payloadType: z.int().min(96).max(127),
    /** Pixels; whatever a sender's picture is, the arena gets it scaled and letterboxed to this one size. */
    width: z.int().min(16).max(1920),
    height: z.int().min(16).max(1080),
    /** Frames a second. */
    frameRate: z.int().min(1).max(60),
    /** Bits a second. */
    bitrate: z.int().min(50_000).max(20_000_000),
  }),
});
export type CodecPolicy = z.infer<typeof codecPolicy>;
