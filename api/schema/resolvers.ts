/** Every resolver of ours by type and field. A field that is not here is its parent's property of the same name. */
import type { Resolvers } from '../generated/graphql.ts';
import { ArenaLink, ArenaProblem } from './arena/arena-fields.ts';
import { linkArena } from './arena/link-arena.ts';
import { unlinkArena } from './arena/unlink-arena.ts';
import { node } from './base/node.ts';
import { DateTime, RtpParameterValue, UInt32 } from './base/scalars.ts';
import { Viewer, viewer } from './base/viewer.ts';
import { eventTypes } from './event/event-fields.ts';
import { events as eventPage } from './event/events.ts';
import { events as eventStream } from './event/events-subscription.ts';
import { MediaNode } from './node/media-node-fields.ts';
import { mediaNodes } from './node/media-nodes.ts';
import { Participant } from './participant/participant-fields.ts';
import { CodecPolicy } from './policy/codec-policy-fields.ts';
import { defaultCodecPolicy } from './policy/default-codec-policy.ts';
import { closeRoom } from './room/close-room.ts';
import { createJoinLink } from './room/create-join-link.ts';
import { createRoom } from './room/create-room.ts';
import { room } from './room/room.ts';
import { Room } from './room/room-fields.ts';
import { rooms } from './room/rooms.ts';
import { closeStream } from './signalling/close-stream.ts';
import { connectTransport } from './signalling/connect-transport.ts';
import { consume } from './signalling/consume.ts';
import { createTransport } from './signalling/create-transport.ts';
import { joinRoom } from './signalling/join-room.ts';
import { leaveRoom } from './signalling/leave-room.ts';
import { pauseConsumer } from './signalling/pause-consumer.ts';
import { pauseStream } from './signalling/pause-stream.ts';
import { produce } from './signalling/produce.ts';
import { restartIce } from './signalling/restart-ice.ts';
import { resumeConsumer } from './signalling/resume-consumer.ts';
import { resumeStream } from './signalling/resume-stream.ts';
import { Stream, StreamLeg } from './stream/stream-fields.ts';

export const resolvers = {
  DateTime,
  UInt32,
  RtpParameterValue,
  Query: { viewer, node, rooms, room, defaultCodecPolicy, mediaNodes, events: eventPage },
  Mutation: {
    createRoom,
    closeRoom,
    createJoinLink,
    linkArena,
    unlinkArena,
    joinRoom,
    createTransport,
    connectTransport,
    restartIce,
    produce,
    pauseStream,
    resumeStream,
    closeStream,
    consume,
    pauseConsumer,
    resumeConsumer,
    leaveRoom,
  },
  Subscription: { events: eventStream },
  Viewer,
  Room,
  Participant,
  Stream,
  StreamLeg,
  ArenaLink,
  ArenaProblem,
  CodecPolicy,
  MediaNode,
  ...eventTypes,
} satisfies Resolvers;
