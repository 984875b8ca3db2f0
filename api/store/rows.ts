/**
 * Rows as Prisma's models name their fields, and the domain's entities. Our own SQL selects columns under the same names,
 * so that each table has one way into the domain.
 */

import type { ArenaLink } from '../domain/arena/arena-link.ts';
import { arenaLinkIds, codecPolicyIds, legIds, participantIds, roomIds, streamIds } from '../domain/base/ids.ts';
import type { Participant } from '../domain/participant/participant.ts';
import type { CodecPolicy } from '../domain/policy/codec-policy.ts';
import type { Room } from '../domain/room/room.ts';
import type { Leg, Stream } from '../domain/stream/stream.ts';
import type * as db from '../generated/prisma/client.ts';
import * as enums from './enums.ts';

/** What a `pg` row of the same columns is: its bigints are texts. */
type AsSql<Row> = { [Field in keyof Row]: Row[Field] extends bigint ? Row[Field] | string : Row[Field] };

export type RoomRow = Omit<db.Room, 'releasedAt'>;
export const ROOM_COLUMNS = `id, slug, name, state, version, codec_policy_id AS "codecPolicyId",
  created_at AS "createdAt", closed_at AS "closedAt"`;

export function toRoom(row: RoomRow): Room {
  return {
    id: roomIds.of(row.id),
    slug: row.slug,
    name: row.name,
    state: enums.roomState.parse(row.state),
    version: row.version,
    codecPolicyId: codecPolicyIds.of(row.codecPolicyId),
    createdAt: row.createdAt,
    closedAt: row.closedAt,
  };
}

export type ParticipantRow = db.Participant;
export const PARTICIPANT_COLUMNS = `id, room_id AS "roomId", origin, state, display_name AS "displayName", cname,
  arena_link_id AS "arenaLinkId", joined_at AS "joinedAt", left_at AS "leftAt", leave_reason AS "leaveReason"`;

export function toParticipant(row: ParticipantRow): Participant {
  return {
    id: participantIds.of(row.id),
    roomId: roomIds.of(row.roomId),
    origin: enums.participantOrigin.parse(row.origin),
    state: enums.participantState.parse(row.state),
    displayName: row.displayName,
    cname: row.cname,
    arenaLinkId: row.arenaLinkId === null ? null : arenaLinkIds.of(row.arenaLinkId),
    joinedAt: row.joinedAt,
    leftAt: row.leftAt,
    leaveReason: enums.leaveReason.nullable().parse(row.leaveReason),
  };
}

export type StreamRow = db.Stream;
export const STREAM_COLUMNS = `id, room_id AS "roomId", participant_id AS "participantId",
  arena_link_id AS "arenaLinkId", kind, source, state, started_at AS "startedAt", ended_at AS "endedAt"`;

export function toStream(row: StreamRow): Stream {
  return {
    id: streamIds.of(row.id),
    roomId: roomIds.of(row.roomId),
    participantId: row.participantId === null ? null : participantIds.of(row.participantId),
    arenaLinkId: row.arenaLinkId === null ? null : arenaLinkIds.of(row.arenaLinkId),
    kind: enums.mediaKind.parse(row.kind),
    source: enums.streamSource.parse(row.source),
    state: enums.streamState.parse(row.state),
    startedAt: row.startedAt,
    endedAt: row.endedAt,
  };
}

export type LegRow = AsSql<db.StreamLeg>;
export const LEG_COLUMNS = `id, stream_id AS "streamId", side, direction, ssrc, payload_type AS "payloadType", codec,
  clock_rate AS "clockRate", to_participant_id AS "toParticipantId",
  started_at AS "startedAt", ended_at AS "endedAt"`;

export function toLeg(row: LegRow): Leg {
  return {
    id: legIds.of(row.id),
    streamId: streamIds.of(row.streamId),
    side: enums.legSide.parse(row.side),
    direction: enums.legDirection.parse(row.direction),
    ssrc: Number(row.ssrc),
    payloadType: row.payloadType,
    codec: row.codec,
    clockRate: row.clockRate,
    toParticipantId: row.toParticipantId === null ? null : participantIds.of(row.toParticipantId),
    startedAt: row.startedAt,
    endedAt: row.endedAt,
  };
}

export type ArenaLinkRow = Omit<db.ArenaLink, 'token' | 'releasedAt'>;
/** Without the token, which is never read back. */
export const ARENA_LINK_COLUMNS = `id, room_id AS "roomId", host, rtp_port AS "rtpPort", arena, state,
  problem_code AS "problemCode", problem_message AS "problemMessage", next_attempt_at AS "nextAttemptAt",
  created_at AS "createdAt", ended_at AS "endedAt"`;

export function toArenaLink(row: ArenaLinkRow): ArenaLink {
  return {
    id: arenaLinkIds.of(row.id),
    roomId: roomIds.of(row.roomId),
    host: row.host,
    rtpPort: row.rtpPort,
    arena: row.arena,
    state: enums.arenaLinkState.parse(row.state),
    problem:
      row.problemCode === null
        ? null
        : { code: enums.arenaProblemCode.parse(row.problemCode), message: row.problemMessage ?? '' },
    nextAttemptAt: row.nextAttemptAt,
    createdAt: row.createdAt,
    endedAt: row.endedAt,
  };
}

export type CodecPolicyRow = db.CodecPolicy;

export function toCodecPolicy(row: CodecPolicyRow): CodecPolicy {
  const rules = enums.codecRules.parse({
    webRtcAudio: row.webRtcAudio,
    webRtcVideo: row.webRtcVideo,
    arenaAudio: {
      codec: row.arenaAudioCodec,
      payloadType: row.arenaAudioPayloadType,
      clockRate: row.arenaAudioClockRate,
    },
    arenaVideo: {
      codec: row.arenaVideoCodec,
      payloadType: row.arenaVideoPayloadType,
      width: row.arenaVideoWidth,
      height: row.arenaVideoHeight,
      frameRate: row.arenaVideoFrameRate,
      bitrate: row.arenaVideoBitrate,
    },
  });
  return { id: codecPolicyIds.of(row.id), name: row.name, rules };
}
