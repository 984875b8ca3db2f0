/** Which of our types stands behind which GraphQL type, as seen from `api/generated/graphql.ts`. */
const events = [
  'RoomCreated',
  'RoomClosed',
  'ParticipantJoined',
  'ParticipantLeft',
  'StreamStarted',
  'StreamPaused',
  'StreamResumed',
  'StreamEnded',
  'StreamTranscodingFailed',
  'ArenaLinkRequested',
  'ArenaLinked',
  'ArenaUnreachable',
  'ArenaUnlinked',
];

export const mappers: Record<string, string> = {
  Room: '../domain/room/room.ts#Room as RoomEntity',
  Participant: '../domain/participant/participant.ts#Participant as ParticipantEntity',
  Stream: '../domain/stream/stream.ts#Stream as StreamEntity',
  StreamLeg: '../domain/stream/stream.ts#KnownLeg',
  ArenaLink: '../domain/arena/arena-link.ts#ArenaLink as ArenaLinkEntity',
  ArenaProblem: '../domain/arena/arena-link.ts#ArenaProblem as ArenaProblemValue',
  CodecPolicy: '../domain/policy/codec-policy.ts#CodecPolicy as CodecPolicyEntity',
  MediaNode: '../domain/node/media-node.ts#MediaNodeStatus',
  Viewer: '../schema/caller.ts#Caller',
  ...Object.fromEntries(events.map((type) => [type, `../schema/event/event-of.ts#EventOf<'${type}'>`])),
};
