import type { ArenaLink } from '../domain/arena/arena-link.ts';
import type { ArenaLinkId, CodecPolicyId, ParticipantId, RoomId, StreamId } from '../domain/base/ids.ts';
import type { Participant, Seat } from '../domain/participant/participant.ts';
import type { CodecPolicy } from '../domain/policy/codec-policy.ts';
import type { Room } from '../domain/room/room.ts';
import type { KnownLeg, Stream } from '../domain/stream/stream.ts';
import type { JoinLink, UseCases } from '../domain/use-cases.ts';
import type { Caller } from './caller.ts';
import { createLoader, type Load } from './loader.ts';

/** One HTTP request, or one WebSocket for as long as it is open. */
export interface Connection {
  /** Over a WebSocket, one who joins becomes a participant. */
  readonly caller: Caller;
  /** The caller has joined: this connection is the participant's now. */
  takeSeat(seat: Seat): void;
}

/** What credentials are made of. */
export interface Credentials {
  joinLink(link: JoinLink): Promise<{ token: string; url: string }>;
  sessionToken(participant: Participant): Promise<string>;
  /** How long a participant's lost socket may take to come back. */
  reconnectWithinMs: number;
}

/** All that resolvers work with. */
export interface ApiContext {
  readonly connection: Connection;
  readonly useCases: UseCases;
  readonly credentials: Credentials;
  readonly load: Loaders;
}

export interface Loaders {
  room: Load<RoomId, Room>;
  participant: Load<ParticipantId, Participant>;
  streamsOfParticipant: Load<ParticipantId, Stream[]>;
  legsOfStream: Load<StreamId, KnownLeg[]>;
  arenaLinkOfRoom: Load<RoomId, ArenaLink>;
  arenaLink: Load<ArenaLinkId, ArenaLink>;
  stream: Load<StreamId, Stream>;
  codecPolicy: Load<CodecPolicyId, CodecPolicy>;
}

export function createLoaders(useCases: UseCases): Loaders {
  return {
    room: createLoader((ids) => useCases.roomsById(ids)),
    participant: createLoader((ids) => useCases.participantsById(ids)),
    streamsOfParticipant: createLoader((ids) => useCases.streamsOfParticipants(ids)),
    legsOfStream: createLoader((ids) => useCases.legsOfStreams(ids)),
    arenaLinkOfRoom: createLoader((ids) => useCases.arenaLinksOfRooms(ids)),
    arenaLink: createLoader((ids) => useCases.arenaLinksById(ids)),
    stream: createLoader((ids) => useCases.streamsById(ids)),
    codecPolicy: createLoader((ids) => useCases.codecPoliciesById(ids)),
  };
}

export function createContext(deps: {
  connection: Connection;
  useCases: UseCases;
  credentials: Credentials;
}): ApiContext {
  return { ...deps, load: createLoaders(deps.useCases) };
}
