import { codecPolicyIds } from '../../domain/base/ids.ts';
import type { CodecPolicyResolvers } from '../../generated/graphql.ts';

export const CodecPolicy: CodecPolicyResolvers = {
  id: (policy) => codecPolicyIds.format(policy.id),
  webRtcAudio: (policy) => policy.rules.webRtcAudio,
  webRtcVideo: (policy) => policy.rules.webRtcVideo,
  arenaAudio: (policy) => policy.rules.arenaAudio,
  arenaVideo: (policy) => policy.rules.arenaVideo,
};
