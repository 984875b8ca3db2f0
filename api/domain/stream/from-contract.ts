/** The words of the media contract, and the domain's. */
import type { LegInfo } from '../../../media/contract/commands.ts';
import type * as contract from '../../../media/contract/rtp-types.ts';
import { legIds, participantIds, type StreamId } from '../base/ids.ts';
import { cleanText, LIMITS } from '../base/text.ts';
import type { Leg, LegDirection, LegSide, MediaKind, StreamSource } from './stream.ts';

const KIND = { audio: 'AUDIO', video: 'VIDEO' } as const satisfies Record<contract.MediaKind, MediaKind>;
const SOURCE = {
  microphone: 'MICROPHONE',
  camera: 'CAMERA',
  screen: 'SCREEN',
  mix: 'MIX',
  scene: 'SCENE',
} as const satisfies Record<contract.StreamSource, StreamSource>;
const SIDE = { webrtc: 'WEBRTC', arena: 'ARENA' } as const satisfies Record<LegInfo['side'], LegSide>;
const DIRECTION = { in: 'IN', out: 'OUT' } as const satisfies Record<LegInfo['direction'], LegDirection>;

export const NODE_KIND = { AUDIO: 'audio', VIDEO: 'video' } as const;
export const NODE_SOURCE = { MICROPHONE: 'microphone', CAMERA: 'camera', SCREEN: 'screen' } as const;
export const NODE_DIRECTION = { SEND: 'send', RECEIVE: 'receive' } as const;

export function toKind(kind: contract.MediaKind): MediaKind {
  return KIND[kind];
}

export function toSource(source: contract.StreamSource): StreamSource {
  return SOURCE[source];
}

export function toLeg(info: LegInfo, streamId: StreamId, startedAt: Date): Leg {
  return {
    id: legIds.of(info.legId),
    streamId,
    side: SIDE[info.side],
    direction: DIRECTION[info.direction],
    ssrc: info.ssrc,
    payloadType: info.payloadType,
    codec: cleanText(info.codec, LIMITS.codec),
    clockRate: info.clockRate,
    toParticipantId: info.toParticipantId === undefined ? null : participantIds.of(info.toParticipantId),
    startedAt,
    endedAt: null,
  };
}
