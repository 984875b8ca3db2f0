import type { Log } from '../media/contract/log.ts';

/** What has been started, to be closed in reverse order. */
export interface Closers {
  add(what: string, close: () => Promise<void> | void): void;
  /** Goes on where one fails: the others must not stay behind. Idempotent. */
  closeAll(): Promise<void>;
}

export function createClosers(log: Log): Closers {
  const started: { what: string; close: () => Promise<void> | void }[] = [];
  let closing: Promise<void> | undefined;

  async function closeInReverse(): Promise<void> {
    for (const { what, close } of started.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        log.error({ err: error, what }, 'did not close in order');
      }
    }
  }

  return {
    add: (what, close) => started.push({ what, close }),
    closeAll() {
      closing ??= closeInReverse();
      return closing;
    },
  };
}
