/**
 * Everything that the domain can be asked to do. What a caller can cause is in the outcome; a rejection is a bug or a dead
 * database. Whether the caller may is for the caller's side to decide, before it calls.
 */

import type { DtlsParameters, IceParameters, RtpCapabilities, RtpParameters } from '../../media/contract/rtp-types.ts';
import type { ArenaLink } from './arena/arena-link.ts';
import type { AccessDenied, Conflict, InvalidInput, NotFound, Outcome, Unavailable } from './base/errors.ts';
import type {
  ApiKeyId,
  ArenaLinkId,
  CodecPolicyId,
  ConsumerId,
  EventId,
  MediaNodeId,
  ParticipantId,
  RoomId,
  StreamId,
  TransportId,
} from './base/ids.ts';
import type { Page, PageInput } from './base/page.ts';
import type { LoggedEvent } from './event/event.ts';
import type { EventReader } from './event/ports.ts';
import type { MediaNodeStatus } from './node/media-node.ts';
import type { CommandOutput } from './node/ports.ts';
import type { LeaveReason, Participant, Seat } from './participant/participant.ts';
import type { CodecPolicy } from './policy/codec-policy.ts';
import type { Room, RoomState } from './room/room.ts';
import type { Leg, MediaKind, Stream } from './stream/stream.ts';

export interface ArenaAddress {
  host: string;
  rtpPort: number;
  arena: string;
  token?: string | undefined;
}

/** Up to 128 characters: the same call with the same key acts once and answers the same. */
interface Repeatable {
  idempotencyKey?: string | undefined;
}

export interface CreateRoomInput extends Repeatable {
  name: string;
  slug?: string | undefined;
  arena?: ArenaAddress | undefined;
}
export interface CloseRoomInput extends Repeatable {
  roomId: RoomId;
  expectedVersion?: number | undefined;
}
export interface PrepareJoinLinkInput extends Repeatable {
  roomId: RoomId;
  displayName?: string | undefined;
  ttlSeconds: number;
}
/** All that a join token says; sign exactly this, and a repeated call gives the same token. */
export interface JoinLink {
  /** A UUID: the token's `jti`. */
  linkId: string;
  room: Room;
  displayName?: string | undefined;
  /** Whole seconds. */
  issuedAt: Date;
  /** Whole seconds. */
  expiresAt: Date;
}
export interface LinkArenaInput extends Repeatable {
  roomId: RoomId;
  arena: ArenaAddress;
}
export interface UnlinkArenaInput extends Repeatable {
  arenaLinkId: ArenaLinkId;
}

/** Organising: what an admin does. */
export interface Organising {
  createRoom(input: CreateRoomInput): Promise<Outcome<Room, InvalidInput | Conflict>>;
  closeRoom(input: CloseRoomInput): Promise<Outcome<Room, InvalidInput | NotFound | Conflict>>;
  prepareJoinLink(input: PrepareJoinLinkInput): Promise<Outcome<JoinLink, InvalidInput | NotFound | Conflict>>;
  linkArena(input: LinkArenaInput): Promise<Outcome<ArenaLink, InvalidInput | NotFound | Conflict>>;
  unlinkArena(input: UnlinkArenaInput): Promise<Outcome<ArenaLink, InvalidInput | NotFound | Conflict>>;
}

/** What a join token says. */
export interface Invitee {
  roomId: RoomId;
  /** Comes before the name that the client asks for. */
  displayName?: string | undefined;
}
export interface Joined {
  participant: Participant;
  room: Room;
  routerRtpCapabilities: RtpCapabilities;
  /** The log's cursor of the participant's own `ParticipantJoined`. */
  cursor: string;
}
export type TransportInfo = Omit<CommandOutput<'createTransport'>, 'transportId'> & { transportId: TransportId };
export interface ProduceInput {
  transportId: TransportId;
  kind: MediaKind;
  source: 'MICROPHONE' | 'CAMERA' | 'SCREEN';
  rtpParameters: RtpParameters;
}
export interface ConsumeInput {
  transportId: TransportId;
  streamId: StreamId;
  rtpCapabilities: RtpCapabilities;
}
export interface Consumer {
  consumerId: ConsumerId;
  kind: MediaKind;
  rtpParameters: RtpParameters;
  stream: Stream;
}

/** Signalling: what a client in the room does, from its seat. */
export interface Signalling {
  joinRoom(
    invitee: Invitee,
    input: { displayName: string },
  ): Promise<Outcome<Joined, InvalidInput | NotFound | Conflict | Unavailable>>;
  createTransport(
    seat: Seat,
    input: { direction: 'SEND' | 'RECEIVE' },
  ): Promise<Outcome<TransportInfo, InvalidInput | NotFound | Unavailable>>;
  connectTransport(
    seat: Seat,
    input: { transportId: TransportId; dtlsParameters: DtlsParameters },
  ): Promise<Outcome<{ transportId: TransportId }, InvalidInput | NotFound | Conflict | Unavailable>>;
  restartIce(
    seat: Seat,
    input: { transportId: TransportId },
  ): Promise<Outcome<{ iceParameters: IceParameters }, InvalidInput | NotFound | Unavailable>>;
  produce(seat: Seat, input: ProduceInput): Promise<Outcome<Stream, InvalidInput | NotFound | Conflict | Unavailable>>;
  /** Pausing what is paused, resuming what flows and closing what has ended are all fine. */
  pauseStream(seat: Seat, streamId: StreamId): Promise<Outcome<Stream, InvalidInput | NotFound | Unavailable>>;
  resumeStream(seat: Seat, streamId: StreamId): Promise<Outcome<Stream, InvalidInput | NotFound | Unavailable>>;
  closeStream(seat: Seat, streamId: StreamId): Promise<Outcome<Stream, InvalidInput | NotFound | Unavailable>>;
  consume(
    seat: Seat,
    input: ConsumeInput,
  ): Promise<Outcome<Consumer, InvalidInput | NotFound | Conflict | Unavailable>>;
  pauseConsumer(
    seat: Seat,
    consumerId: ConsumerId,
  ): Promise<Outcome<{ consumerId: ConsumerId }, InvalidInput | NotFound | Unavailable>>;
  resumeConsumer(
    seat: Seat,
    consumerId: ConsumerId,
  ): Promise<Outcome<{ consumerId: ConsumerId }, InvalidInput | NotFound | Unavailable>>;
  /** The participant as it is then; who has left already stays as they left. `reason`: `CONNECTION_LOST` for a lost socket. */
  leaveRoom(
    seat: Seat,
    reason: Extract<LeaveReason, 'LEFT' | 'CONNECTION_LOST'>,
  ): Promise<Outcome<Participant, AccessDenied>>;
}

/** Reading. Lists by ids or owners are for batching; what is not there is left out of the map. */
export interface Reading {
  rooms(page: PageInput & { state?: RoomState | undefined }): Promise<Outcome<Page<Room>, InvalidInput>>;
  roomBySlug(slug: string): Promise<Room | undefined>;
  roomsById(ids: readonly RoomId[]): Promise<Map<RoomId, Room>>;
  participants(
    page: PageInput & { roomId: RoomId; includeLeft: boolean },
  ): Promise<Outcome<Page<Participant>, InvalidInput>>;
  participantsById(ids: readonly ParticipantId[]): Promise<Map<ParticipantId, Participant>>;
  streams(page: PageInput & { roomId: RoomId; includeEnded: boolean }): Promise<Outcome<Page<Stream>, InvalidInput>>;
  streamsById(ids: readonly StreamId[]): Promise<Map<StreamId, Stream>>;
  /** Those that have not ended, first started first. */
  streamsOfParticipants(ids: readonly ParticipantId[]): Promise<Map<ParticipantId, Stream[]>>;
  /** First started first. */
  legsOfStreams(ids: readonly StreamId[]): Promise<Map<StreamId, Leg[]>>;
  /** The one that stands. */
  arenaLinksOfRooms(ids: readonly RoomId[]): Promise<Map<RoomId, ArenaLink>>;
  arenaLinksById(ids: readonly ArenaLinkId[]): Promise<Map<ArenaLinkId, ArenaLink>>;
  codecPoliciesById(ids: readonly CodecPolicyId[]): Promise<Map<CodecPolicyId, CodecPolicy>>;
  defaultCodecPolicy(): Promise<CodecPolicy>;
  mediaNodes(): Promise<MediaNodeStatus[]>;
  mediaNodesById(ids: readonly MediaNodeId[]): Promise<Map<MediaNodeId, MediaNodeStatus>>;
  /** Oldest first. */
  events(page: PageInput & { roomId?: RoomId | undefined }): Promise<Outcome<Page<LoggedEvent>, InvalidInput>>;
  eventById(id: EventId): Promise<LoggedEvent | undefined>;
}

/** Admin keys are kept as hashes only: SHA-256 of the key, in hexadecimal. */
export interface AdminKeys {
  /** Makes the key known where it is not; a key that was revoked stays so. */
  ensureAdminKey(sha256Hex: string): Promise<void>;
  /** Undefined where nobody has issued it, or it has been revoked. */
  findAdminKey(sha256Hex: string): Promise<{ id: ApiKeyId } | undefined>;
}

export type UseCases = Organising & Signalling & Reading & AdminKeys & EventReader;
