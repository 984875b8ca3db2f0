import type { CodecPolicy } from '../../media/contract/policy.ts';

/** As rooms have it that say nothing else. */
export const testPolicy: CodecPolicy = {
  webRtcAudio: ['opus'],
  webRtcVideo: ['vp8', 'h264'],
  arenaAudio: { codec: 'speex', payloadType: 97, clockRate: 16_000 },
  arenaVideo: { codec: 'theora', payloadType: 98, width: 640, height: 360, frameRate: 25, bitrate: 800_000 },
};
