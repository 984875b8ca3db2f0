/** What a media node tells unasked, written down. */
import type { NodeEvent } from '../../../media/contract/events.ts';
import { changeLink } from '../arena/link-change.ts';
import { endArenaSide, endParticipant, endRoomMedia, endStreams, tell } from '../base/endings.ts';
import { arenaLinkIds, legIds, participantIds, roomIds, streamIds } from '../base/ids.ts';
import { cleanText, LIMITS } from '../base/text.ts';
import type { Transaction } from '../base/transactions.ts';
import type { EventBody } from '../event/event.ts';
import type { Participant } from '../participant/participant.ts';
import { toKind, toLeg, toSource } from '../stream/from-contract.ts';
import type { Stream } from '../stream/stream.ts';
import { restartLink } from './restart-link.ts';

type EventOf<Kind extends NodeEvent['kind']> = Extract<NodeEvent, { kind: Kind }>;

async function arenaLinkChanged(tx: Transaction, event: EventOf<'arenaLinkChanged'>, at: Date): Promise<EventBody[]> {
  const before = await tx.arenaLinks.byId(arenaLinkIds.of(event.linkId));
  // One that has ended is about to be ended at the node.
  if (before === undefined || before.endedAt !== null) return [];
  const { link, event: told, broke } = changeLink(before, event, at);
  await tx.arenaLinks.update(link);
  const ended = broke ? await endArenaSide(tx, link, 'ARENA_UNLINKED', at) : [];
  return told === undefined ? ended : [...ended, told];
}

async function arenaParticipantJoined(
  tx: Transaction,
  event: EventOf<'arenaParticipantJoined'>,
  at: Date,
): Promise<EventBody[]> {
  const link = await tx.arenaLinks.byId(arenaLinkIds.of(event.linkId));
  if (link === undefined || link.endedAt !== null) return [];
  const cname = cleanText(event.cname, LIMITS.cname);
  const participant: Participant = {
    id: participantIds.of(event.participantId),
    roomId: link.roomId,
    origin: 'ARENA',
    state: 'JOINED',
    displayName: cleanText(event.name, LIMITS.displayName) || cname,
    cname,
    arenaLinkId: link.id,
    joinedAt: at,
    leftAt: null,
    leaveReason: null,
  };
  return (await tx.participants.insert(participant)) ? [{ type: 'ParticipantJoined', participant }] : [];
}

async function streamStarted(tx: Transaction, event: EventOf<'streamStarted'>, at: Date): Promise<EventBody[]> {
  const link = await tx.arenaLinks.byId(arenaLinkIds.of(event.linkId));
  if (link === undefined || link.endedAt !== null) return [];
  const { streamId, participantId, kind, source, legs } = event.stream;
  const owner = participantId === undefined ? undefined : await tx.participants.byId(participantIds.of(participantId));
  if (participantId !== undefined && owner?.state !== 'JOINED') return [];
  const stream: Stream = {
    id: streamIds.of(streamId),
    roomId: link.roomId,
    participantId: owner?.id ?? null,
    arenaLinkId: link.id,
    kind: toKind(kind),
    source: toSource(source),
    state: 'ACTIVE',
    startedAt: at,
    endedAt: null,
  };
  if (!(await tx.streams.insert(stream))) return [];
  await tx.streams.putLegs(legs.map((leg) => toLeg(leg, stream.id, at)));
  return [{ type: 'StreamStarted', stream }];
}

async function legStarted(tx: Transaction, event: EventOf<'legStarted'>, at: Date): Promise<EventBody[]> {
  const stream = await tx.streams.byId(streamIds.of(event.streamId));
  if (stream !== undefined && stream.state !== 'ENDED') await tx.streams.putLegs([toLeg(event.leg, stream.id, at)]);
  return [];
}

async function transcoderFailed(tx: Transaction, event: EventOf<'transcoderFailed'>): Promise<EventBody[]> {
  const stream = await tx.streams.byId(streamIds.of(event.streamId));
  if (stream === undefined) return [];
  return [{ type: 'StreamTranscodingFailed', stream, reason: cleanText(event.reason, LIMITS.problem) }];
}

/** Writes what has changed; returns what is to be told of it. */
function change(tx: Transaction, event: NodeEvent, at: Date): Promise<EventBody[]> {
  switch (event.kind) {
    case 'arenaLinkChanged':
      return arenaLinkChanged(tx, event, at);
    case 'arenaParticipantJoined':
      return arenaParticipantJoined(tx, event, at);
    case 'arenaParticipantLeft':
      return endParticipant(tx, { participantId: participantIds.of(event.participantId) }, 'LEFT_ARENA', at);
    case 'streamStarted':
      return streamStarted(tx, event, at);
    case 'streamEnded':
      return endStreams(tx, { kind: 'one', id: streamIds.of(event.streamId) }, at);
    case 'legStarted':
      return legStarted(tx, event, at);
    case 'legEnded':
      return silently(tx.streams.endLegs({ kind: 'one', id: legIds.of(event.legId) }, at));
    case 'transcoderFailed':
      return transcoderFailed(tx, event);
    case 'roomLost':
      return loseRoom(tx, event.roomId, at);
  }
}

async function silently(done: Promise<void>): Promise<EventBody[]> {
  await done;
  return [];
}

async function loseRoom(tx: Transaction, bareRoomId: string, at: Date): Promise<EventBody[]> {
  const roomId = roomIds.of(bareRoomId);
  await restartLink(tx, roomId);
  return endRoomMedia(tx, roomId, 'NODE_LOST', at);
}

export async function writeNodeEvent(tx: Transaction, event: NodeEvent, at: Date): Promise<void> {
  await tell(tx, roomIds.of(event.roomId), at, await change(tx, event, at));
}
