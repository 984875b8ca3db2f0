import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generatorStep } from '../../../../../ops/bootstrap/steps/generators.mjs';

const GENERATOR = {
  name: 'copy',
  title: 'copy',
  needs: 'in.txt',
  inputs: ['in.txt'],
  outputs: ['out.txt'],
  command: 'cp',
  args: ['in.txt', 'out.txt'],
};

describe('a generator', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'bryggen-test-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  function step(changes = {}) {
    return generatorStep({ root, stateDir: path.join(root, '.state'), env: process.env }, { ...GENERATOR, ...changes });
  }

  it('has nothing to make before its input is there', async () => {
    expect(await step().done()).toBe('nothing to make yet');
  });

  it('runs once, and again when its input changes', async () => {
    await writeFile(path.join(root, 'in.txt'), 'one');
    expect(await step().done()).toBeUndefined();
    await step().run(() => undefined);
    expect(await step().done()).toBe('up to date');
    await writeFile(path.join(root, 'in.txt'), 'two');
    expect(await step().done()).toBeUndefined();
    await step().run(() => undefined);
    expect(await readFile(path.join(root, 'out.txt'), 'utf8')).toBe('two');
  });

  it('runs again when its output is gone', async () => {
    await writeFile(path.join(root, 'in.txt'), 'one');
    await step().run(() => undefined);
    await rm(path.join(root, 'out.txt'));
    expect(await step().done()).toBeUndefined();
  });

  it('fails with the end of its log, and is not done', async () => {
    await writeFile(path.join(root, 'in.txt'), 'one');
    const failing = step({ command: 'sh', args: ['-c', 'echo the disk is full; exit 3'] });
    await expect(failing.run(() => undefined)).rejects.toThrow(/exit code 3[\s\S]*the disk is full/);
    expect(await failing.done()).toBeUndefined();
  });
});
