import { describe, expect, it } from '@jest/globals';
import { createSupervision, SUPERVISION_TIMES } from '../../../../media/transcode/supervision.ts';

/** Supervision of a process that has been listening since 0. */
function running() {
  const supervision = createSupervision(0);
  supervision.decide({ kind: 'ready' }, 0);
  return supervision;
}

describe('supervision of ffmpeg', () => {
  it('runs when ffmpeg listens', () => {
    const supervision = createSupervision(0);
    expect(supervision.state()).toEqual({ kind: 'starting' });
    expect(supervision.decide({ kind: 'ready' }, 100)).toBe('none');
    expect(supervision.state()).toEqual({ kind: 'running' });
  });

  it('starts another after 100 ms, and after twice as long each time, up to 5 s', () => {
    const supervision = createSupervision(0, { ...SUPERVISION_TIMES, mostFailures: 100 });
    let now = 0;
    const waits = Array.from({ length: 8 }, () => {
      supervision.decide({ kind: 'exited', cause: 'broken' }, now);
      const state = supervision.state();
      const until = state.kind === 'backoff' ? state.until : Number.NaN;
      expect(supervision.decide({ kind: 'tick' }, until - 1)).toBe('none');
      expect(supervision.decide({ kind: 'tick' }, until)).toBe('spawn');
      const waitedMs = until - now;
      now = until;
      return waitedMs;
    });
    expect(waits).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    expect(supervision.restarts()).toBe(8);
  });

  it('waits the shortest time again after ten healthy seconds', () => {
    const supervision = running();
    supervision.decide({ kind: 'exited', cause: 'one' }, 100);
    supervision.decide({ kind: 'tick' }, 200);
    supervision.decide({ kind: 'ready' }, 300);
    supervision.decide({ kind: 'exited', cause: 'two' }, 10_300);
    expect(supervision.state()).toEqual({ kind: 'backoff', until: 10_400, cause: 'two' });
  });

  it('gives up at the fifth failure within a minute, and tells the last cause', () => {
    const supervision = createSupervision(0);
    for (let failure = 1; failure <= 4; failure += 1) {
      supervision.decide({ kind: 'exited', cause: 'broken' }, failure * 10_000);
      expect(supervision.decide({ kind: 'tick' }, failure * 10_000 + 5_000)).toBe('spawn');
    }
    supervision.decide({ kind: 'exited', cause: 'broken for good' }, 50_000);
    expect(supervision.state()).toEqual({ kind: 'failed', cause: 'broken for good' });
    expect(supervision.decide({ kind: 'tick' }, 1_000_000)).toBe('none');
  });

  it('does not give up at five failures in more than a minute', () => {
    const supervision = createSupervision(0);
    for (let failure = 1; failure <= 8; failure += 1) {
      supervision.decide({ kind: 'exited', cause: 'broken' }, failure * 15_001);
      expect(supervision.state().kind).toBe('backoff');
      supervision.decide({ kind: 'tick' }, failure * 15_001 + 5_000);
    }
  });

  it('kills a process that takes packets for 3 s without a sign of life', () => {
    const supervision = running();
    for (let now = 0; now < 3_000; now += 20) {
      supervision.decide({ kind: 'fed' }, now);
      expect(supervision.decide({ kind: 'tick' }, now)).toBe('none');
    }
    expect(supervision.decide({ kind: 'tick' }, 3_000)).toBe('kill');
    expect(supervision.decide({ kind: 'tick' }, 3_050)).toBe('none');
    supervision.decide({ kind: 'exited', cause: 'killed with SIGKILL' }, 3_100);
    expect(supervision.state()).toMatchObject({ kind: 'backoff', cause: expect.stringContaining('sign of life') });
  });

  it('does not take a silent source for a hang', () => {
    const supervision = running();
    supervision.decide({ kind: 'fed' }, 0);
    expect(supervision.decide({ kind: 'tick' }, 60_000)).toBe('none');
  });

  it('lets a process live that shows life', () => {
    const supervision = running();
    for (let now = 0; now < 20_000; now += 20) {
      supervision.decide({ kind: 'fed' }, now);
      if (now % 2_000 === 0) supervision.decide({ kind: 'beat' }, now);
      expect(supervision.decide({ kind: 'tick' }, now)).toBe('none');
    }
  });

  it('kills a process that does not listen within 5 s', () => {
    const supervision = createSupervision(0);
    expect(supervision.decide({ kind: 'tick' }, 4_999)).toBe('none');
    expect(supervision.decide({ kind: 'tick' }, 5_000)).toBe('kill');
  });

  it('replaces a process for a new source at once, and counts no failure', () => {
    const supervision = running();
    for (let time = 0; time < 10; time += 1) {
      expect(supervision.decide({ kind: 'replace' }, time)).toBe('kill');
      expect(supervision.decide({ kind: 'replace' }, time)).toBe('none');
      expect(supervision.decide({ kind: 'exited', cause: 'killed' }, time)).toBe('spawn');
    }
    expect(supervision.state()).toEqual({ kind: 'starting' });
  });

  it('does not take the end of the old process for a start of the new', () => {
    const supervision = running();
    supervision.decide({ kind: 'replace' }, 10);
    supervision.decide({ kind: 'ready' }, 11);
    expect(supervision.state()).toEqual({ kind: 'starting' });
  });

  it('tries again after it gave up when the source is new', () => {
    const supervision = createSupervision(0, { ...SUPERVISION_TIMES, mostFailures: 1 });
    supervision.decide({ kind: 'exited', cause: 'broken' }, 0);
    expect(supervision.decide({ kind: 'replace' }, 10)).toBe('spawn');
  });

  it('kills what runs when it is closed, and does nothing more', () => {
    const supervision = running();
    expect(supervision.decide({ kind: 'close' }, 1)).toBe('kill');
    expect(supervision.decide({ kind: 'exited', cause: 'killed' }, 2)).toBe('none');
    expect(supervision.decide({ kind: 'tick' }, 100_000)).toBe('none');
    expect(supervision.state()).toEqual({ kind: 'closed' });
  });
});
