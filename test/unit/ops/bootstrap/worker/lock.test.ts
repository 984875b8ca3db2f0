import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withLock } from '../../../../../ops/bootstrap/worker/lock.mjs';

describe('the lock of a build', () => {
  let dir = '';
  let file = '';
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'bryggen-test-'));
    file = path.join(dir, 'cache/lock');
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('lets one work at a time', async () => {
    const events: string[] = [];
    let finishFirst: (() => void) | undefined;
    const first = withLock(file, failIfCalled, async () => {
      events.push('first in');
      await new Promise<void>((resolve) => {
        finishFirst = resolve;
      });
      events.push('first out');
    });
    const secondWaits = () => {
      events.push('second waits');
      finishFirst?.();
    };
    await waitFor(() => events.length === 1);
    await Promise.all([first, withLock(file, secondWaits, async () => events.push('second in'))]);
    expect(events).toEqual(['first in', 'second waits', 'first out', 'second in']);
  });

  it("takes over a dead process's lock", async () => {
    await withLock(file, failIfCalled, async () => undefined);
    await writeFile(file, String(spawnSync('true').pid));
    const holder = await withLock(file, failIfCalled, () => readFile(file, 'utf8'));
    expect(holder).toBe(String(process.pid));
  });

  it('is free again after work that failed', async () => {
    const failing = withLock(file, failIfCalled, () => Promise.reject(new Error('no compiler')));
    await expect(failing).rejects.toThrow('no compiler');
    expect(await withLock(file, failIfCalled, async () => 'in')).toBe('in');
  });
});

function failIfCalled() {
  throw new Error('had to wait');
}

async function waitFor(condition: () => boolean) {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
