import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hashOf, readStamp, writeStamp } from '../../../../ops/bootstrap/stamp.mjs';

describe('a hash of inputs', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'bryggen-test-'));
    await mkdir(path.join(root, 'src/deep'), { recursive: true });
    await writeFile(path.join(root, 'src/a.graphql'), 'a');
    await writeFile(path.join(root, 'src/deep/b.ts'), 'b');
  });
  afterEach(() => rm(root, { recursive: true }));

  it('stays the same while nothing changes', async () => {
    expect(await hashOf(root, ['src', 'gone'])).toBe(await hashOf(root, ['src', 'gone']));
  });

  it('changes with the content of a file at any depth', async () => {
    const before = await hashOf(root, ['src']);
    await writeFile(path.join(root, 'src/deep/b.ts'), 'B');
    expect(await hashOf(root, ['src'])).not.toBe(before);
  });

  it('changes when a name that was not there comes to be', async () => {
    const before = await hashOf(root, ['src', 'config']);
    await writeFile(path.join(root, 'config'), '');
    expect(await hashOf(root, ['src', 'config'])).not.toBe(before);
  });

  it('does not change with files that do not count', async () => {
    const isGraphql = (file: string) => file.endsWith('.graphql');
    const before = await hashOf(root, ['src'], isGraphql);
    await writeFile(path.join(root, 'src/deep/b.ts'), 'B');
    expect(await hashOf(root, ['src'], isGraphql)).toBe(before);
  });

  it('reads back what was stamped, and nothing where there is no stamp', async () => {
    const file = path.join(root, 'state/stamps/one');
    expect(await readStamp(file)).toBeUndefined();
    await writeStamp(file, 'abc');
    expect(await readStamp(file)).toBe('abc');
  });
});
