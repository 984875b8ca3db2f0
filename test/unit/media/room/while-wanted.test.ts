import { describe, expect, it } from '@jest/globals';
import { createWhileWanted } from '../../../../media/room/while-wanted.ts';

/** Something whose starts and stops are noted, and end when the test says so. */
function slowThing() {
  const steps: string[] = [];
  const gates: (() => void)[] = [];
  const gate = () => new Promise<void>((resolve) => gates.push(resolve));
  const start = async () => {
    steps.push('starting');
    await gate();
    steps.push('started');
    return async () => {
      steps.push('stopping');
      await gate();
      steps.push('stopped');
    };
  };
  const proceed = async () => {
    gates.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { steps, start, proceed };
}

describe('something that runs while it is wanted', () => {
  it('starts once for many wishes, and resolves them all when it runs', async () => {
    const { steps, start, proceed } = slowThing();
    const thing = createWhileWanted(start);
    const wishes = Promise.all([thing.want(true), thing.want(true), thing.want(true)]);
    await proceed();
    await wishes;
    expect(steps).toEqual(['starting', 'started']);
  });

  it('stops when the wish is taken back while it starts', async () => {
    const { steps, start, proceed } = slowThing();
    const thing = createWhileWanted(start);
    const on = thing.want(true);
    const off = thing.want(false);
    await proceed();
    await proceed();
    await Promise.all([on, off]);
    expect(steps).toEqual(['starting', 'started', 'stopping', 'stopped']);
  });

  it('goes on running when it is wanted again before it has begun to stop', async () => {
    const { steps, start, proceed } = slowThing();
    const thing = createWhileWanted(start);
    const wishes = [thing.want(true), thing.want(false), thing.want(true)];
    await proceed();
    await Promise.all(wishes);
    expect(steps).toEqual(['starting', 'started']);
  });

  it('starts again after it has stopped', async () => {
    const { steps, start, proceed } = slowThing();
    const thing = createWhileWanted(start);
    const on = thing.want(true);
    await proceed();
    await on;
    const restarted = [thing.want(false), thing.want(true)];
    await proceed();
    await proceed();
    await Promise.all(restarted);
    expect(steps).toEqual(['starting', 'started', 'stopping', 'stopped', 'starting', 'started']);
  });

  it('tells whoever wants it that it does not start, and can be wanted again', async () => {
    let fails = true;
    const thing = createWhileWanted(async () => {
      if (fails) throw new Error('no');
      return async () => undefined;
    });
    await expect(thing.want(true)).rejects.toThrow('no');
    fails = false;
    await expect(thing.want(true)).resolves.toBeUndefined();
  });

  it('does not start any more once it is closed', async () => {
    const { steps, start } = slowThing();
    const thing = createWhileWanted(start);
    await thing.close();
    await thing.want(true);
    expect(steps).toEqual([]);
  });
});
