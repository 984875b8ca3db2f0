/**
 * Keeps apart, within this process, what clients do and what the media node tells. The node's answer to a command comes
 * before the events that follow from it, but what the answer led to may still be on its way to the database when the first
 * of them arrives.
 */
import type { RoomId } from './ids.ts';

export interface RoomGate {
  /** A client's doing, node and database: side by side with others. */
  signal<T>(roomId: RoomId, work: () => Promise<T>): Promise<T>;
  /** Something the node tells: after what it told before of that room, and after the doings then under way there. */
  inOrder(roomId: RoomId, work: () => Promise<void>): Promise<void>;
  /** After all that is under way in any room; what comes meanwhile waits. */
  alone(work: () => Promise<void>): Promise<void>;
}

/** Promises that have not settled, by room. */
function createUnderWay() {
  const byRoom = new Map<RoomId, Set<Promise<unknown>>>();
  return {
    of: (roomId: RoomId): Promise<unknown>[] => [...(byRoom.get(roomId) ?? [])],
    all: (): Promise<unknown>[] => [...byRoom.values()].flatMap((running) => [...running]),
    async track(roomId: RoomId, work: Promise<unknown>): Promise<void> {
      const running = byRoom.get(roomId) ?? new Set();
      byRoom.set(roomId, running.add(work));
      await Promise.allSettled([work]);
      running.delete(work);
      if (running.size === 0) byRoom.delete(roomId);
    },
  };
}

export function createRoomGate(): RoomGate {
  const signals = createUnderWay();
  const told = createUnderWay();
  let barrier: Promise<unknown> | undefined;

  /** Begins no sooner than the next microtask: by then it is known to be under way. */
  async function after<T>(earlier: Promise<unknown>[], work: () => Promise<T>): Promise<T> {
    await Promise.allSettled(earlier);
    return work();
  }

  return {
    async signal(roomId, work) {
      while (barrier !== undefined) await Promise.allSettled([barrier]);
      const running = after([], work);
      void signals.track(roomId, running);
      return running;
    },
    inOrder(roomId, work) {
      const earlier = [...told.of(roomId), ...signals.of(roomId), ...(barrier === undefined ? [] : [barrier])];
      const running = after(earlier, work);
      void told.track(roomId, running);
      return running;
    },
    async alone(work) {
      const running = after([...told.all(), ...signals.all(), ...(barrier === undefined ? [] : [barrier])], work);
      barrier = running;
      try {
        await running;
      } finally {
        if (barrier === running) barrier = undefined;
      }
    },
  };
}
