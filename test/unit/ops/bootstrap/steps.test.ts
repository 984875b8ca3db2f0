import { describe, expect, it } from '@jest/globals';
import { runSteps } from '../../../../ops/bootstrap/steps.mjs';

describe('running steps', () => {
  it('says in one line that a step has nothing to do, and does not run it', async () => {
    const lines: string[] = [];
    const done = { title: 'npm packages', done: async () => 'up to date', run: () => Promise.reject(new Error('ran')) };
    await runSteps([done], (line) => lines.push(line), clock(0, 40));
    expect(lines).toEqual(['[1/1] npm packages ... up to date (0.0 s)']);
  });

  it('shows what a step says on the way and how long it took', async () => {
    const lines: string[] = [];
    const run = async (say: (line: string) => void) => {
      say('20 of 215');
      return 'built';
    };
    await runSteps(
      [{ title: 'worker', done: async () => undefined, run }],
      (line) => lines.push(line),
      clock(0, 61_500),
    );
    expect(lines).toEqual(['[1/1] worker ...', '      20 of 215', '[1/1] worker ... built (61.5 s)']);
  });

  it('stops at the first step that fails', async () => {
    const lines: string[] = [];
    const failing = { title: 'one', done: async () => undefined, run: () => Promise.reject(new Error('no disk')) };
    const next = { title: 'two', done: async () => 'up to date', run: async () => 'done' };
    const running = runSteps([failing, next], (line) => lines.push(line), clock(0, 100));
    await expect(running).rejects.toThrow('no disk');
    expect(lines).toEqual(['[1/2] one ...', '[1/2] one ... FAILED (0.1 s)']);
  });
});

function clock(...times: number[]) {
  return () => times.shift() ?? 0;
}
