import { describe, expect, it } from '@jest/globals';
import { afterDeath, defaultRestartDelays } from '../../../../api/nodes/restart-delay.ts';

describe('restart delay', () => {
  it('doubles from 0.2 s up to 5 s while the process keeps dying young', () => {
    const delays: number[] = [];
    let shortLives = 0;
    for (let life = 0; life < 7; life += 1) {
      const next = afterDeath(defaultRestartDelays, shortLives, 100);
      shortLives = next.shortLives;
      delays.push(next.delayMs);
    }
    expect(delays).toEqual([200, 400, 800, 1600, 3200, 5000, 5000]);
  });

  it('begins anew after a long life', () => {
    expect(afterDeath(defaultRestartDelays, 9, 30_000)).toEqual({ shortLives: 1, delayMs: 200 });
  });
});
