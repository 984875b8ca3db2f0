import type { Log } from '../../media/contract/log.ts';

const nothing = (): void => undefined;

/** For tests that are not about what is logged. */
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
