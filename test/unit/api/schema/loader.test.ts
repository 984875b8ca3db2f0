import { describe, expect, it } from '@jest/globals';
import { createLoader } from '../../../../api/schema/loader.ts';

describe('a loader', () => {
  const calls: string[][] = [];
  const load = createLoader(async (keys: readonly string[]) => {
    calls.push([...keys]);
    return new Map(keys.filter((key) => key !== 'nobody').map((key) => [key, key.toUpperCase()]));
  });

  it('asks once for all that is wanted in one turn, each key once', async () => {
    calls.length = 0;
    const later = Promise.resolve().then(() => load('c'));
    expect(await Promise.all([load('a'), load('b'), load('a'), later, load('nobody')])).toEqual([
      'A',
      'B',
      'A',
      'C',
      undefined,
    ]);
    expect(calls).toEqual([['a', 'b', 'nobody', 'c']]);
  });

  it('asks anew the next time: nothing is kept', async () => {
    calls.length = 0;
    await load('a');
    await load('a');
    expect(calls).toEqual([['a'], ['a']]);
  });

  it('hands a failure to all who asked, and goes on', async () => {
    let broken = true;
    const fragile = createLoader(async (keys: readonly string[]) => {
      if (broken) throw new Error('no database');
      return new Map(keys.map((key) => [key, 1]));
    });
    const results = await Promise.allSettled([fragile('a'), fragile('b')]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    broken = false;
    expect(await fragile('a')).toBe(1);
  });
});
