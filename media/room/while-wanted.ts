/**
 * Something that takes time to start and to stop, and is wanted on and off by others faster than that: it converges on the
 * last wish, one step at a time, and never runs twice.
 */

export interface WhileWanted {
  /** Resolves once things are as wished here or a later wish has overtaken this one; rejects where starting fails. */
  want(wanted: boolean): Promise<void>;
  /** Stops for good. */
  close(): Promise<void>;
}

/** `start` resolves to its own stop. */
export function createWhileWanted(start: () => Promise<() => Promise<void>>): WhileWanted {
  let wanted = false;
  let closed = false;
  let stop: (() => Promise<void>) | undefined;
  let converging: Promise<void> | undefined;

  async function converge(): Promise<void> {
    while (wanted !== (stop !== undefined)) {
      if (stop === undefined) {
        try {
          stop = await start();
        } catch (error) {
          wanted = false;
          throw error;
        }
      } else {
        const stopping = stop;
        stop = undefined;
        await stopping();
      }
    }
  }

  function want(wish: boolean): Promise<void> {
    wanted = wish && !closed;
    converging ??= converge().finally(() => {
      converging = undefined;
    });
    return converging;
  }

  return {
    want,
    close() {
      closed = true;
      return want(false);
    },
  };
}
