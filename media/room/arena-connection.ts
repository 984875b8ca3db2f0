/** Keeps one room linked to its arena: joins, joins again with backoff when the MCU is gone, leaves when told to. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ArenaLink, ArenaLinkEvent } from '../arena/arena-link.ts';
import type { ArenaOpenResult } from '../arena/arena-signalling.ts';
import type { ArenaProblem } from '../contract/events.ts';
import type { Log } from '../contract/log.ts';

export type JoinedArena = Extract<ArenaOpenResult, { kind: 'joined' }>;

/** One joined session with the MCU, from its JOIN to its end. */
export interface ArenaSession {
  handle(event: ArenaLinkEvent): void;
  /** The session is over or about to be: stop all that it carried. */
  close(): Promise<void>;
}

export type ArenaLinkState =
  | { state: 'connecting' }
  | { state: 'linked' }
  | { state: 'unreachable'; problem: ArenaProblem; retryInMs: number };

export interface ArenaConnectionDeps {
  createLink(onEvent: (event: ArenaLinkEvent) => void): ArenaLink;
  startSession(link: ArenaLink, joined: JoinedArena): ArenaSession;
  onState(state: ArenaLinkState): void;
  log: Log;
}

export interface ArenaConnection {
  /** Leaves the arena, or gives up trying. Resolves when nothing of it is left. */
  close(): Promise<void>;
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

export function connectArena(deps: ArenaConnectionDeps): ArenaConnection {
  const stopping = new AbortController();
  const running = run(deps, stopping.signal).catch((error: unknown) => {
    deps.log.error({ err: error }, 'the arena connection failed');
  });
  return {
    close() {
      stopping.abort();
      return running;
    },
  };
}

async function run(deps: ArenaConnectionDeps, signal: AbortSignal): Promise<void> {
  for (let retryInMs = FIRST_RETRY_MS; !signal.aborted; retryInMs = Math.min(2 * retryInMs, LAST_RETRY_MS)) {
    deps.onState({ state: 'connecting' });
    const outcome = await liveOnce(deps, signal);
    if (signal.aborted) return;
    if (outcome.wasLinked) retryInMs = FIRST_RETRY_MS;
    deps.onState({ state: 'unreachable', problem: outcome.problem, retryInMs });
    await sleep(retryInMs, undefined, { signal }).catch(() => undefined);
  }
}

/** One session, from JOIN to its end. */
async function liveOnce(
  { createLink, startSession, onState }: ArenaConnectionDeps,
  signal: AbortSignal,
): Promise<{ wasLinked: boolean; problem: ArenaProblem }> {
  let session: ArenaSession | undefined;
  const early: ArenaLinkEvent[] = [];
  let end: (problem: ArenaProblem) => void = () => undefined;
  const ended = new Promise<ArenaProblem>((resolve) => {
    end = resolve;
  });
  const link = createLink((event) => {
    if (event.kind === 'closed') end(problemOfClosing(event));
    else if (session === undefined) early.push(event);
    else session.handle(event);
  });

  try {
    const opened = await link.open(signal);
    if (opened.kind !== 'joined') return { wasLinked: false, problem: problemOfOpening(opened) };

    onState({ state: 'linked' });
    session = startSession(link, opened);
    for (const event of early) session.handle(event);
    const abort = (): void => end({ code: 'ARENA_LEFT', message: 'the link was ended on request' });
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    const problem = await ended;
    signal.removeEventListener('abort', abort);
    await session.close();
    return { wasLinked: true, problem };
  } finally {
    await link.close('the room is no longer linked');
  }
}

function problemOfOpening(result: Exclude<ArenaOpenResult, JoinedArena>): ArenaProblem {
  if (result.kind === 'unreachable') return { code: 'ARENA_UNREACHABLE', message: result.reason };
  const message = `${result.code}: ${result.reason}`;
  switch (result.code) {
    case 'UNKNOWN_ARENA':
      return { code: 'ARENA_UNKNOWN', message };
    case 'FULL':
      return { code: 'ARENA_FULL', message };
    default:
      return { code: 'ARENA_REFUSED', message };
  }
}

function problemOfClosing({ cause, reason }: Extract<ArenaLinkEvent, { kind: 'closed' }>): ArenaProblem {
  const message = reason ?? `the session ended: ${cause}`;
  return { code: cause === 'peerLeft' ? 'ARENA_LEFT' : 'ARENA_UNREACHABLE', message };
}
