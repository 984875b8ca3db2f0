/**
 * Asks for a keyframe at once, but no more often than every `intervalMs` per SSRC. What is asked for in between is asked once at
 * the interval's end, since the keyframe under way may have passed whoever asked. Pure.
 */
import { earliest } from './transactions.ts';

export interface KeyframeThrottle {
  /** True: ask now. False: `due` will say so. */
  ask(ssrc: number, nowMs: number): boolean;
  /** The SSRCs whose put-off request is due. */
  due(nowMs: number): number[];
  deadlineMs(): number | undefined;
  forget(ssrc: number): void;
}

export function createKeyframeThrottle(intervalMs = 500): KeyframeThrottle {
  const asked = new Map<number, { atMs: number; again: boolean }>();
  return {
    ask(ssrc, nowMs) {
      const last = asked.get(ssrc);
      if (last !== undefined && nowMs - last.atMs < intervalMs) {
        last.again = true;
        return false;
      }
      asked.set(ssrc, { atMs: nowMs, again: false });
      return true;
    },
    due(nowMs) {
      const ssrcs = [...asked]
        .filter(([, { atMs, again }]) => again && nowMs - atMs >= intervalMs)
        .map(([ssrc]) => ssrc);
      for (const ssrc of ssrcs) asked.set(ssrc, { atMs: nowMs, again: false });
      return ssrcs;
    },
    deadlineMs: () => earliest([...asked.values()].map(({ atMs, again }) => (again ? atMs + intervalMs : undefined))),
    forget(ssrc) {
      asked.delete(ssrc);
    },
  };
}
