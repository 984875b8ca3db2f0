/**
 * When a transcoder's ffmpeg is started, ended and given up: pure. Events and `now` (milliseconds of any steady clock) go
 * in, what to do comes out; processes and timers are the caller's.
 */

export type TranscoderState =
  | { kind: 'starting' }
  | { kind: 'running' }
  /** It failed, and is started again at `until`. */
  | { kind: 'backoff'; until: number; cause: string }
  /** It failed too often; only a new source makes it try again. */
  | { kind: 'failed'; cause: string }
  | { kind: 'closed' };

export type SupervisionEvent =
  /** ffmpeg listens: it can be fed. */
  | { kind: 'ready' }
  /** A packet that it can decode was fed to it. */
  | { kind: 'fed' }
  /** It sent a packet or told its progress. */
  | { kind: 'beat' }
  | { kind: 'exited'; cause: string }
  /** The source's description has changed: this process is of no more use. */
  | { kind: 'replace' }
  | { kind: 'tick' }
  | { kind: 'close' };

/** `kill` is answered by an `exited`; a new process is spawned only then, so that there are never two. */
export type SupervisionDecision = 'none' | 'spawn' | 'kill';

export interface Supervision {
  state(): TranscoderState;
  decide(event: SupervisionEvent, now: number): SupervisionDecision;
  /** How many times a process was started after the first. */
  restarts(): number;
}

export interface SupervisionTimes {
  firstBackoffMs: number;
  longestBackoffMs: number;
  /** After running so long, the next failure's backoff is the first again. */
  healthyAfterMs: number;
  /** From spawn to listening. */
  longestStartMs: number;
  /** From the first packet fed without an answer, while more are fed, to a hang. */
  hangAfterMs: number;
  mostFailures: number;
  failuresWithinMs: number;
}

export const SUPERVISION_TIMES: SupervisionTimes = {
  firstBackoffMs: 100,
  longestBackoffMs: 5_000,
  healthyAfterMs: 10_000,
  longestStartMs: 5_000,
  hangAfterMs: 3_000,
  mostFailures: 5,
  failuresWithinMs: 60_000,
};

/** Supervises from its making on: the caller spawns the first process at once. */
export function createSupervision(startedAt: number, times: SupervisionTimes = SUPERVISION_TIMES): Supervision {
  let state: TranscoderState = { kind: 'starting' };
  let stateSince = startedAt;
  let backoffMs = times.firstBackoffMs;
  let failedAt: number[] = [];
  let unanswered: { first: number; latest: number } | undefined;
  /** Why we ended it; `undefined` where it ends by itself. */
  let killedFor: { kind: 'replace' } | { kind: 'hang'; cause: string } | undefined;
  let spawns = 1;

  function enter(next: TranscoderState, now: number): void {
    state = next;
    stateSince = now;
    unanswered = undefined;
  }

  function spawn(now: number): SupervisionDecision {
    enter({ kind: 'starting' }, now);
    killedFor = undefined;
    spawns += 1;
    return 'spawn';
  }

  function kill(reason: NonNullable<typeof killedFor>): SupervisionDecision {
    killedFor = reason;
    return 'kill';
  }

  function exited(cause: string, now: number): SupervisionDecision {
    if (killedFor?.kind === 'replace') return spawn(now);
    const told = killedFor?.cause ?? cause;
    if (state.kind === 'running' && now - stateSince >= times.healthyAfterMs) backoffMs = times.firstBackoffMs;
    failedAt = [...failedAt.filter((at) => now - at < times.failuresWithinMs), now];
    if (failedAt.length >= times.mostFailures) {
      enter({ kind: 'failed', cause: told }, now);
      return 'none';
    }
    enter({ kind: 'backoff', until: now + backoffMs, cause: told }, now);
    backoffMs = Math.min(2 * backoffMs, times.longestBackoffMs);
    return 'none';
  }

  function tick(now: number): SupervisionDecision {
    if (state.kind === 'backoff' && now >= state.until) return spawn(now);
    if (killedFor !== undefined) return 'none';
    if (state.kind === 'starting' && now - stateSince >= times.longestStartMs) {
      return kill({ kind: 'hang', cause: `ffmpeg did not listen within ${times.longestStartMs} ms` });
    }
    if (state.kind === 'running' && unanswered !== undefined && isHang(unanswered, now, times.hangAfterMs)) {
      return kill({ kind: 'hang', cause: `ffmpeg took packets for ${times.hangAfterMs} ms without a sign of life` });
    }
    return 'none';
  }

  function replace(now: number): SupervisionDecision {
    switch (state.kind) {
      case 'starting':
      case 'running': {
        const isBeingKilled = killedFor !== undefined;
        killedFor = { kind: 'replace' };
        enter({ kind: 'starting' }, now);
        return isBeingKilled ? 'none' : 'kill';
      }
      case 'failed':
        failedAt = [];
        backoffMs = times.firstBackoffMs;
        return spawn(now);
      case 'backoff':
      case 'closed':
        return 'none';
    }
  }

  function close(now: number): SupervisionDecision {
    const hasProcess = state.kind === 'starting' || state.kind === 'running';
    enter({ kind: 'closed' }, now);
    return hasProcess ? 'kill' : 'none';
  }

  function decide(event: SupervisionEvent, now: number): SupervisionDecision {
    if (state.kind === 'closed') return 'none';
    switch (event.kind) {
      case 'ready':
        if (state.kind === 'starting' && killedFor === undefined) enter({ kind: 'running' }, now);
        return 'none';
      case 'fed':
        unanswered = { first: unanswered?.first ?? now, latest: now };
        return 'none';
      case 'beat':
        unanswered = undefined;
        return 'none';
      case 'exited':
        return exited(event.cause, now);
      case 'replace':
        return replace(now);
      case 'tick':
        return tick(now);
      case 'close':
        return close(now);
    }
  }

  return { state: () => state, decide, restarts: () => spawns - 1 };
}

/** Packets still flow: a source that fell silent after its first packet proves nothing. */
function isHang(unanswered: { first: number; latest: number }, now: number, hangAfterMs: number): boolean {
  return now - unanswered.first >= hangAfterMs && now - unanswered.latest < hangAfterMs / 3;
}
