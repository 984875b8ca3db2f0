import type { Log } from '../../../media/contract/log.ts';

export interface Restartable {
  close(): Promise<void>;
}

/** A process that is started when first wanted, and again when it failed, but not sooner than a second after that. */
export interface Restarted<T> {
  current(): T | undefined;
  lastError(): string | undefined;
  /** Ends it; the next `current()` starts another. */
  stop(): Promise<void>;
}

const restartDelayMs = 1000;

export function createRestarted<T extends Restartable>(
  start: (onFailure: (reason: string) => void) => T,
  log: Log,
): Restarted<T> {
  let running: T | undefined;
  let lastError: string | undefined;
  let failedAtMs = Number.NEGATIVE_INFINITY;

  return {
    current() {
      if (running === undefined && performance.now() - failedAtMs >= restartDelayMs) {
        running = start((reason) => {
          log.warn({ reason }, 'a GStreamer process failed');
          running = undefined;
          lastError = reason;
          failedAtMs = performance.now();
        });
      }
      return running;
    },
    lastError: () => lastError,
    async stop() {
      const stopped = running;
      running = undefined;
      await stopped?.close();
    },
  };
}
