import type { MediaNode } from '../node/ports.ts';
import type { Clock, Log, Random } from './ports.ts';
import type { RoomGate } from './room-gate.ts';
import type { Transactions } from './transactions.ts';

/** What signalling takes: the node acts, then it is written down. */
export interface SignallingDeps {
  transactions: Transactions;
  node: MediaNode;
  gate: RoomGate;
  clock: Clock;
  random: Random;
  log: Log;
}
