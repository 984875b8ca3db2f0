/** What a media node tells the control plane unasked, in the order in which it happened. */
import { z } from 'zod';
import { legInfo, streamInfo } from './commands.ts';

const id = z.uuid();
const inRoom = { roomId: id };

export const arenaProblemCode = z.enum([
  /** No answer to JOIN, or three unanswered PINGs. */
  'ARENA_UNREACHABLE',
  /** The MCU said no: its own code and reason are in the message. */
  'ARENA_REFUSED',
  'ARENA_UNKNOWN',
  'ARENA_FULL',
  /** The MCU ended the session. */
  'ARENA_LEFT',
]);
export type ArenaProblemCode = z.infer<typeof arenaProblemCode>;

const arenaProblem = z.object({ code: arenaProblemCode, message: z.string() });
export type ArenaProblem = z.infer<typeof arenaProblem>;

export const nodeEvent = z.discriminatedUnion('kind', [
  /** `retryInMs` counts from now, where the node will try again. */
  z.object({
    kind: z.literal('arenaLinkChanged'),
    ...inRoom,
    linkId: id,
    state: z.enum(['connecting', 'linked', 'unreachable']),
    problem: arenaProblem.optional(),
    retryInMs: z.int().optional(),
  }),
  z.object({
    kind: z.literal('arenaParticipantJoined'),
    ...inRoom,
    linkId: id,
    participantId: id,
    cname: z.string(),
    name: z.string(),
  }),
  z.object({
    kind: z.literal('arenaParticipantLeft'),
    ...inRoom,
    participantId: id,
  }),
  /** Only for the arena's streams: a browser's starts with the answer to `produce`. No participant: the arena's own. */
  z.object({ kind: z.literal('streamStarted'), ...inRoom, linkId: id, stream: streamInfo }),
  z.object({ kind: z.literal('streamEnded'), ...inRoom, streamId: id }),
  z.object({ kind: z.literal('legStarted'), ...inRoom, streamId: id, leg: legInfo }),
  z.object({ kind: z.literal('legEnded'), ...inRoom, streamId: id, legId: id }),
  /** A transcoder gave up on the stream: that stream does not reach the other side. */
  z.object({ kind: z.literal('transcoderFailed'), ...inRoom, streamId: id, reason: z.string() }),
  /** The room's router died with its worker: all in it must be made anew. */
  z.object({ kind: z.literal('roomLost'), ...inRoom, reason: z.string() }),
]);
export type NodeEvent = z.infer<typeof nodeEvent>;
