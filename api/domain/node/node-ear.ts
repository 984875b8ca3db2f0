import type { NodeEvent } from '../../../media/contract/events.ts';
import type { Reconciler } from '../arena/reconciler.ts';
import { endRoomMedia, tell } from '../base/endings.ts';
import { ok } from '../base/errors.ts';
import { type RoomId, roomIds } from '../base/ids.ts';
import type { Clock, Log } from '../base/ports.ts';
import type { RoomGate } from '../base/room-gate.ts';
import type { Transactions } from '../base/transactions.ts';
import type { RoomReader } from '../room/ports.ts';
import { writeNodeEvent } from './apply-node-event.ts';
import type { NodeEar } from './node-events.ts';
import { restartLink } from './restart-link.ts';
import type { MediaNodeStore } from './stores.ts';

interface Deps {
  transactions: Transactions;
  rooms: RoomReader;
  mediaNodes: MediaNodeStore;
  gate: RoomGate;
  reconciler: Reconciler;
  clock: Clock;
  log: Log;
}

/** The node tells each thing once: where the database fails for a moment, it is told to the database again. */
const TRIES = 4;
const FIRST_PAUSE_MS = 100;

export function createNodeEar(deps: Deps): NodeEar {
  const { transactions, rooms, mediaNodes, gate, reconciler, clock, log } = deps;

  async function write(event: NodeEvent): Promise<void> {
    const at = clock.now();
    await transactions.inRoom(roomIds.of(event.roomId), async (tx) => ok(await writeNodeEvent(tx, event, at)));
  }

  async function writeAtLast(event: NodeEvent, triesLeft = TRIES, pauseMs = FIRST_PAUSE_MS): Promise<void> {
    try {
      await write(event);
    } catch (error) {
      if (triesLeft <= 1) throw error;
      log.warn({ err: error, event: event.kind }, 'an event of the media node was not written; once more');
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      await writeAtLast(event, triesLeft - 1, 4 * pauseMs);
    }
  }

  async function endRoom(roomId: RoomId): Promise<void> {
    await transactions.inRoom(roomId, async (tx) => {
      const at = clock.now();
      await restartLink(tx, roomId);
      await tell(tx, roomId, at, await endRoomMedia(tx, roomId, 'NODE_LOST', at));
      return ok(undefined);
    });
  }

  async function endEverything(): Promise<void> {
    reconciler.forget();
    await mediaNodes.wentDown(clock.now());
    for (const roomId of await rooms.withAnythingActive()) await endRoom(roomId);
  }

  return {
    recover: () => gate.alone(endEverything),
    nodeWentDown: () => gate.alone(endEverything),
    nodeCameUp: () =>
      gate.alone(async () => {
        await mediaNodes.cameUp(clock.now());
        reconciler.forget();
        reconciler.wake();
      }),
    applyNodeEvent: (event) =>
      gate.inOrder(roomIds.of(event.roomId), async () => {
        await writeAtLast(event);
        if (event.kind !== 'roomLost') return;
        reconciler.forget();
        reconciler.wake();
      }),
  };
}
