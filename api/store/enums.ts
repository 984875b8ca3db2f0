/** What the CHECK constraints allow, as the domain's unions. A text beyond them throws: schema and code have parted. */
import { z } from 'zod';
import type { CodecRules } from '../domain/policy/codec-policy.ts';

export const roomState = z.enum(['OPEN', 'CLOSED']);
export const participantOrigin = z.enum(['BROWSER', 'ARENA']);
export const participantState = z.enum(['JOINED', 'LEFT']);
export const leaveReason = z.enum([
  'LEFT',
  'CONNECTION_LOST',
  'NODE_LOST',
  'ROOM_CLOSED',
  'LEFT_ARENA',
  'ARENA_UNLINKED',
]);
export const mediaKind = z.enum(['AUDIO', 'VIDEO']);
export const streamSource = z.enum(['MICROPHONE', 'CAMERA', 'SCREEN', 'MIX', 'SCENE']);
export const streamState = z.enum(['ACTIVE', 'PAUSED', 'ENDED']);
export const legSide = z.enum(['WEBRTC', 'ARENA']);
export const legDirection = z.enum(['IN', 'OUT']);
export const arenaLinkState = z.enum(['CONNECTING', 'LINKED', 'UNREACHABLE', 'UNLINKED']);
export const mediaNodeState = z.enum(['UP', 'DOWN']);
export const arenaProblemCode = z.enum([
  'ARENA_UNREACHABLE',
  'ARENA_REFUSED',
  'ARENA_UNKNOWN',
  'ARENA_FULL',
  'ARENA_LEFT',
]);

export const codecRules: z.ZodType<CodecRules> = z.object({
  webRtcAudio: z.array(z.enum(['opus'])),
  webRtcVideo: z.array(z.enum(['vp8', 'h264'])),
  arenaAudio: z.object({
    codec: z.literal('speex'),
    payloadType: z.int(),
    clockRate: z.literal([8000, 16_000, 32_000]),
  }),
  arenaVideo: z.object({
    codec: z.literal('theora'),
    payloadType: z.int(),
    width: z.int(),
    height: z.int(),
    frameRate: z.int(),
    bitrate: z.int(),
  }),
});
