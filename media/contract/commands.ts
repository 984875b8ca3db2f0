/**
 * What the control plane asks of a media node, and what the node answers. Every command names its room; a node answers each
 * one with its result or with a `NodeProblem` (see problems.ts). A command is safe to repeat unless its doc says otherwise.
 */
import { z } from 'zod';
import { codecPolicy } from './policy.ts';
import {
  dtlsParameters,
  iceParameters,
  mediaKind,
  rtpCapabilities,
  rtpParameters,
  streamSource,
  webRtcTransportInfo,
} from './rtp-types.ts';

const id = z.uuid();
const empty = z.object({});

const inRoom = { roomId: id };
const inParticipant = { roomId: id, participantId: id };

/** One stretch of a stream on one side, as the SSRC ledger keeps it. */
export const legInfo = z.object({
  legId: id,
  side: z.enum(['webrtc', 'arena']),
  /** Seen from the node: `in` it receives, `out` it sends. */
  direction: z.enum(['in', 'out']),
  /** A leg is told of when its SSRC is known: at once, or with the first packet where the sender names RIDs only. */
  ssrc: z.int().min(0).max(0xffff_ffff),
  payloadType: z.int().min(0).max(127),
  /** The RTP encoding name in lower case: opus, vp8, h264, speex, theora. */
  codec: z.string(),
  clockRate: z.int(),
  /** The receiver of an outgoing WebRTC leg. */
  toParticipantId: id.optional(),
});
export type LegInfo = z.infer<typeof legInfo>;

export const streamInfo = z.object({
  streamId: id,
  participantId: id.optional(),
  kind: mediaKind,
  source: streamSource,
  legs: z.array(legInfo),
});
export type StreamInfo = z.infer<typeof streamInfo>;

function command<Name extends string, In extends z.ZodType, Out extends z.ZodType>(name: Name, input: In, output: Out) {
  return { name, input, output };
}

export const commands = {
  /** Makes the room's router where it is not there yet. */
  openRoom: command(
    'openRoom',
    z.object({ ...inRoom, policy: codecPolicy }),
    z.object({ routerRtpCapabilities: rtpCapabilities }),
  ),
  /** Ends everything of the room. */
  closeRoom: command('closeRoom', z.object(inRoom), empty),

  /** A browser's participant takes a seat; it is announced to the arena where one is linked. */
  joinRoom: command(
    'joinRoom',
    z.object({ ...inParticipant, cname: z.string().min(1).max(255), name: z.string().min(1).max(255) }),
    empty,
  ),
  /** Closes all that the participant had here. Unknown participants are as good as gone. */
  leaveRoom: command('leaveRoom', z.object(inParticipant), empty),

  createTransport: command(
    'createTransport',
    z.object({ ...inParticipant, direction: z.enum(['send', 'receive']) }),
    webRtcTransportInfo,
  ),
  /** Once per transport: a second call is a `TRANSPORT_ALREADY_CONNECTED`. */
  connectTransport: command('connectTransport', z.object({ ...inParticipant, transportId: id, dtlsParameters }), empty),
  restartIce: command('restartIce', z.object({ ...inParticipant, transportId: id }), z.object({ iceParameters })),

  /** Not repeatable: each call makes a producer, under the `streamId` that the caller picked. */
  produce: command(
    'produce',
    z.object({
      ...inParticipant,
      transportId: id,
      streamId: id,
      kind: mediaKind,
      source: z.enum(['microphone', 'camera', 'screen']),
      rtpParameters,
    }),
    z.object({ legs: z.array(legInfo) }),
  ),
  pauseStream: command('pauseStream', z.object({ ...inParticipant, streamId: id }), empty),
  resumeStream: command('resumeStream', z.object({ ...inParticipant, streamId: id }), empty),
  closeStream: command('closeStream', z.object({ ...inParticipant, streamId: id }), empty),

  /** Consumers start paused: resume once the client has made its end, so that the first keyframe is not lost. */
  consume: command(
    'consume',
    z.object({ ...inParticipant, transportId: id, streamId: id, rtpCapabilities }),
    z.object({ consumerId: id, kind: mediaKind, rtpParameters, leg: legInfo }),
  ),
  pauseConsumer: command('pauseConsumer', z.object({ ...inParticipant, consumerId: id }), empty),
  resumeConsumer: command('resumeConsumer', z.object({ ...inParticipant, consumerId: id }), empty),

  /** Answers at once; how the link fares is told by `arenaLink` events. The node tries again until `unlinkArena`. */
  linkArena: command(
    'linkArena',
    z.object({
      ...inRoom,
      linkId: id,
      arena: z.string().min(1).max(255),
      host: z.string().min(1).max(255),
      rtpPort: z.int().min(2).max(65_534),
      name: z.string().min(1).max(255),
      token: z.string().max(4096).optional(),
    }),
    empty,
  ),
  unlinkArena: command('unlinkArena', z.object({ ...inRoom, linkId: id }), empty),
} as const;

export type CommandName = keyof typeof commands;
export type CommandInput<Name extends CommandName> = z.infer<(typeof commands)[Name]['input']>;
export type CommandOutput<Name extends CommandName> = z.infer<(typeof commands)[Name]['output']>;
