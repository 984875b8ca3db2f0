/** An event's body, as the log keeps it in JSON: `type` has a column of its own, instants are ISO 8601. */
import { z } from 'zod';
import { arenaLinkIds, codecPolicyIds, type IdKind, participantIds, roomIds, streamIds } from '../domain/base/ids.ts';
import type { EventBody } from '../domain/event/event.ts';
import * as enums from './enums.ts';

function id<T extends string>(kind: IdKind<T>) {
  return z.string().transform((bare) => kind.of(bare));
}
const instant = z.coerce.date<string>();

const room = z.object({
  id: id(roomIds),
  slug: z.string(),
  name: z.string(),
  state: enums.roomState,
  version: z.int(),
  codecPolicyId: id(codecPolicyIds),
  createdAt: instant,
  closedAt: instant.nullable(),
});

const participant = z.object({
  id: id(participantIds),
  roomId: id(roomIds),
  origin: enums.participantOrigin,
  state: enums.participantState,
  displayName: z.string(),
  cname: z.string(),
  arenaLinkId: id(arenaLinkIds).nullable(),
  joinedAt: instant,
  leftAt: instant.nullable(),
  leaveReason: enums.leaveReason.nullable(),
});

const stream = z.object({
  id: id(streamIds),
  roomId: id(roomIds),
  participantId: id(participantIds).nullable(),
  arenaLinkId: id(arenaLinkIds).nullable(),
  kind: enums.mediaKind,
  source: enums.streamSource,
  state: enums.streamState,
  startedAt: instant,
  endedAt: instant.nullable(),
});

const problem = z.object({ code: enums.arenaProblemCode, message: z.string() });

const arenaLink = z.object({
  id: id(arenaLinkIds),
  roomId: id(roomIds),
  host: z.string(),
  rtpPort: z.int(),
  arena: z.string(),
  state: enums.arenaLinkState,
  problem: problem.nullable(),
  nextAttemptAt: instant.nullable(),
  createdAt: instant,
  endedAt: instant.nullable(),
});

const body: z.ZodType<EventBody> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('RoomCreated'), room }),
  z.object({ type: z.literal('RoomClosed'), room }),
  z.object({ type: z.literal('ParticipantJoined'), participant }),
  z.object({ type: z.literal('ParticipantLeft'), participant, reason: enums.leaveReason }),
  z.object({ type: z.literal('StreamStarted'), stream }),
  z.object({ type: z.literal('StreamPaused'), stream }),
  z.object({ type: z.literal('StreamResumed'), stream }),
  z.object({ type: z.literal('StreamEnded'), stream }),
  z.object({ type: z.literal('StreamTranscodingFailed'), stream, reason: z.string() }),
  z.object({ type: z.literal('ArenaLinkRequested'), arenaLink }),
  z.object({ type: z.literal('ArenaLinked'), arenaLink }),
  z.object({ type: z.literal('ArenaUnreachable'), arenaLink, problem }),
  z.object({ type: z.literal('ArenaUnlinked'), arenaLink }),
]);

export function toPayload({ type: _type, ...rest }: EventBody): string {
  return JSON.stringify(rest);
}

export function fromPayload(type: string, payload: object): EventBody {
  return body.parse({ ...payload, type });
}
