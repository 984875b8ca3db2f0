import type { DomainError, Outcome } from './errors.ts';
import type { Log } from './ports.ts';

/** Writes down what the media node has just done, or else has it undone there, so that nothing half-made stays. */
export async function writeOrUndo<T, E extends DomainError>(
  log: Log,
  write: () => Promise<Outcome<T, E>>,
  undo: () => Promise<unknown>,
): Promise<Outcome<T, E>> {
  let written = false;
  try {
    const outcome = await write();
    written = outcome.ok;
    return outcome;
  } finally {
    if (!written) {
      await undo().catch((error: unknown) => log.error({ err: error }, 'what the media node did could not be undone'));
    }
  }
}
