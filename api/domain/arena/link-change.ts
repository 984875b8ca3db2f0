/** What a media node's word on how a link fares does to the link. Pure. */
import type { ArenaProblem as NodeArenaProblem } from '../../../media/contract/events.ts';
import { cleanText, LIMITS } from '../base/text.ts';
import type { EventBody } from '../event/event.ts';
import type { ArenaLink, ArenaProblem } from './arena-link.ts';

export interface LinkNews {
  state: 'connecting' | 'linked' | 'unreachable';
  problem?: NodeArenaProblem | undefined;
  retryInMs?: number | undefined;
}

export interface LinkChange {
  link: ArenaLink;
  /** Undefined where the change is not worth telling: another try that failed as the one before. */
  event: EventBody | undefined;
  /** What came by the link is gone. */
  broke: boolean;
}

/** A refusal's reason is the MCU's own words; the others' words may tell of the attempt only. */
function isSameReason(before: ArenaProblem | null, now: ArenaProblem): boolean {
  if (before?.code !== now.code) return false;
  return now.code !== 'ARENA_REFUSED' || before.message === now.message;
}

export function changeLink(before: ArenaLink, news: LinkNews, now: Date): LinkChange {
  const broke = before.state === 'LINKED' && news.state !== 'linked';
  switch (news.state) {
    case 'linked': {
      const link: ArenaLink = { ...before, state: 'LINKED', problem: null, nextAttemptAt: null };
      const event: EventBody | undefined =
        before.state === 'LINKED' ? undefined : { type: 'ArenaLinked', arenaLink: link };
      return { link, event, broke };
    }
    // The problem stays: it says why the link is not up, and whether the next one is another.
    case 'connecting':
      return { link: { ...before, state: 'CONNECTING', nextAttemptAt: null }, event: undefined, broke };
    case 'unreachable': {
      const told = news.problem ?? { code: 'ARENA_UNREACHABLE', message: 'The MCU does not answer.' };
      const problem = { code: told.code, message: cleanText(told.message, LIMITS.problem) };
      const nextAttemptAt = news.retryInMs === undefined ? null : new Date(now.getTime() + news.retryInMs);
      const link: ArenaLink = { ...before, state: 'UNREACHABLE', problem, nextAttemptAt };
      const isNews = broke || !isSameReason(before.problem, problem);
      return { link, event: isNews ? { type: 'ArenaUnreachable', arenaLink: link, problem } : undefined, broke };
    }
  }
}
