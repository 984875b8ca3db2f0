import type { ArenaLinkId, LegId, ParticipantId, RoomId, StreamId } from '../base/ids.ts';

export type MediaKind = 'AUDIO' | 'VIDEO';
export type StreamSource = 'MICROPHONE' | 'CAMERA' | 'SCREEN' | 'MIX' | 'SCENE';
export type StreamState = 'ACTIVE' | 'PAUSED' | 'ENDED';

/** One medium of one participant, as people see or hear it. */
export interface Stream {
  id: StreamId;
  roomId: RoomId;
  /** Null for what the arena itself sends. */
  participantId: ParticipantId | null;
  /** The link through which an arena's stream came; null for browsers'. */
  arenaLinkId: ArenaLinkId | null;
  kind: MediaKind;
  source: StreamSource;
  state: StreamState;
  startedAt: Date;
  endedAt: Date | null;
}

export type LegSide = 'WEBRTC' | 'ARENA';
/** Seen from the node. */
export type LegDirection = 'IN' | 'OUT';

/** One stretch of a stream on one side: a line of the SSRC ledger. */
export interface Leg {
  id: LegId;
  streamId: StreamId;
  side: LegSide;
  direction: LegDirection;
  /** RFC 3550, section 3. */
  ssrc: number;
  payloadType: number;
  /** RTP encoding name in lower case. */
  codec: string;
  clockRate: number;
  /** Who receives it, on outgoing WebRTC legs. */
  toParticipantId: ParticipantId | null;
  startedAt: Date;
  endedAt: Date | null;
}

export type KnownLeg = Leg;
