/** Puts the use-cases together. */
import { createLinkArena } from './arena/link-arena.ts';
import type { ArenaLinkReader, ReconcileStore } from './arena/ports.ts';
import { createReconciler } from './arena/reconciler.ts';
import { createUnlinkArena } from './arena/unlink-arena.ts';
import type { Clock, Log, Random } from './base/ports.ts';
import { createRoomGate } from './base/room-gate.ts';
import type { Transactions } from './base/transactions.ts';
import type { EventLog } from './event/ports.ts';
import { createNodeEar } from './node/node-ear.ts';
import type { NodeEar } from './node/node-events.ts';
import type { MediaNode } from './node/ports.ts';
import type { MediaNodeStore } from './node/stores.ts';
import { createJoinRoom } from './participant/join-room.ts';
import { createLeaveRoom } from './participant/leave-room.ts';
import type { ParticipantReader } from './participant/ports.ts';
import { createTransports } from './participant/transports.ts';
import type { CodecPolicyReader } from './policy/ports.ts';
import { createReading } from './reading.ts';
import { createCloseRoom } from './room/close-room.ts';
import { createCreateRoom } from './room/create-room.ts';
import type { RoomReader } from './room/ports.ts';
import { createPrepareJoinLink } from './room/prepare-join-link.ts';
import { createConsumers } from './stream/consume.ts';
import { createOwnStreams } from './stream/own-streams.ts';
import type { StreamReader } from './stream/ports.ts';
import { createProduce } from './stream/produce.ts';
import type { AdminKeys, UseCases } from './use-cases.ts';

/** What `api/store` offers. */
export interface DomainStore {
  transactions: Transactions;
  rooms: RoomReader;
  participants: ParticipantReader;
  streams: StreamReader;
  arenaLinks: ArenaLinkReader;
  reconcile: ReconcileStore;
  codecPolicies: CodecPolicyReader;
  mediaNodes: MediaNodeStore;
  events: EventLog;
  adminKeys: AdminKeys;
}

export interface DomainDeps {
  store: DomainStore;
  node: MediaNode;
  clock: Clock;
  random: Random;
  log: Log;
}

export interface Domain {
  useCases: UseCases;
  /** What the media node tells, and how it fares, goes here. */
  ear: NodeEar;
  /** Ends the reconciler after the step that it is at; idempotent. */
  close(): Promise<void>;
}

/** Call `ear.recover()` first, then start the node and call `ear.nodeCameUp()`. */
export function createDomain({ store, ...deps }: DomainDeps): Domain {
  const { node, clock, random, log } = deps;
  const gate = createRoomGate();
  const reconciler = createReconciler({ store: store.reconcile, node, clock, log });
  const { wake } = reconciler;
  const organising = { ...store, clock, random, wake };
  const signalling = { ...store, node, gate, clock, random, log };
  return {
    useCases: {
      ...createReading(store),
      ...store.adminKeys,
      createRoom: createCreateRoom(organising),
      closeRoom: createCloseRoom(organising),
      prepareJoinLink: createPrepareJoinLink(organising),
      linkArena: createLinkArena(organising),
      unlinkArena: createUnlinkArena(organising),
      joinRoom: createJoinRoom(signalling),
      ...createTransports({ node }),
      produce: createProduce(signalling),
      ...createOwnStreams(signalling),
      ...createConsumers(signalling),
      leaveRoom: createLeaveRoom(signalling),
    },
    ear: createNodeEar({ ...store, gate, reconciler, clock, log }),
    close: () => reconciler.close(),
  };
}
