/**
 * Wakes the log's readers: one LISTEN connection for all of them, and once a second a look at how far the log can be read,
 * since a notification may be lost with its connection, and an older transaction that wrote no event ends without one.
 */
import pg from 'pg';
import type { RoomId } from '../domain/base/ids.ts';
import type { Log } from '../domain/base/ports.ts';

export interface EventBell {
  /** Listens for one reader: to what happens in the room, or anywhere. */
  attach(roomId: RoomId | undefined): Ear;
  close(): Promise<void>;
}

export interface Ear {
  /** Over at once where it has rung since the last call, else at the next ring or the signal. */
  rung(signal: AbortSignal): Promise<void>;
  detach(): void;
}

const LOOK_EVERY_MS = 1000;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5000;

const READABLE_END = `
  SELECT xid::text || ':' || id AS "end" FROM event WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
   ORDER BY xid DESC, id DESC LIMIT 1`;

interface Waiter {
  roomId: RoomId | undefined;
  ring(): void;
}

function createEar(stopped: AbortSignal, detach: () => void): Ear & { ring(): void } {
  let hasRung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      hasRung = true;
      wake?.();
    },
    async rung(signal) {
      const stop = AbortSignal.any([signal, stopped]);
      if (!hasRung && !stop.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          stop.addEventListener('abort', () => resolve(), { once: true });
        });
        wake = undefined;
      }
      hasRung = false;
    },
    detach,
  };
}

export async function openEventBell(options: { url: string; pool: pg.Pool; log: Log }): Promise<EventBell> {
  const { url, pool, log } = options;
  const waiters = new Set<Waiter>();
  const stopped = new AbortController();
  let listener: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let lastEnd: string | undefined;

  function ring(roomId?: string): void {
    for (const waiter of [...waiters]) {
      if (roomId === undefined || waiter.roomId === undefined || waiter.roomId === roomId) waiter.ring();
    }
  }

  async function listen(): Promise<void> {
    const client = new pg.Client({ connectionString: url });
    client.on('notification', (message) => ring(message.payload));
    client.on('error', ({ message }) => {
      if (!stopped.signal.aborted) log.warn({ reason: message }, 'the connection that listens for events broke');
    });
    try {
      await client.connect();
      await client.query('LISTEN bryggen_event');
    } catch (error) {
      await client.end().catch((cause: unknown) => log.debug({ err: cause }, 'a half-open listener did not close'));
      throw error;
    }
    client.once('end', () => {
      if (!stopped.signal.aborted) listenAgain(FIRST_RETRY_MS);
    });
    listener = client;
    ring();
  }

  function listenAgain(delayMs: number): void {
    retry = setTimeout(() => {
      listen().catch((error: unknown) => {
        log.warn({ err: error, delayMs }, 'cannot listen for events; they are looked for once a second');
        if (!stopped.signal.aborted) listenAgain(Math.min(2 * delayMs, LAST_RETRY_MS));
      });
    }, delayMs);
  }

  async function look(): Promise<void> {
    const { rows } = await pool.query<{ end: string }>(READABLE_END);
    const end = rows[0]?.end;
    if (end === lastEnd) return;
    lastEnd = end;
    ring();
  }

  let looking: Promise<void> | undefined;
  const clock = setInterval(() => {
    if (waiters.size === 0 || looking !== undefined) return;
    looking = look()
      .catch((error: unknown) => log.warn({ err: error }, 'cannot look for events'))
      .finally(() => {
        looking = undefined;
      });
  }, LOOK_EVERY_MS);

  await listen();
  return {
    attach(roomId) {
      const ear = createEar(stopped.signal, () => waiters.delete(waiter));
      const waiter = { roomId, ring: ear.ring };
      waiters.add(waiter);
      return ear;
    },
    async close() {
      if (stopped.signal.aborted) return;
      stopped.abort();
      clearInterval(clock);
      clearTimeout(retry);
      await looking;
      await listener?.end();
    },
  };
}
