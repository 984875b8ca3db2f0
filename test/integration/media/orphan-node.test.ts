import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.ts';
import { childrenOf, isRunning } from '../../support/process-tree.ts';

/** A control plane in small: starts a media node, tells its process id, and lives on. */
const PARENT = `
  import { startTestNode } from './test/support/media-node.ts';
  const node = await startTestNode();
  console.log(node.pid);
  setInterval(() => undefined, 1000);
`;

describe('a media node whose control plane is killed', () => {
  it('ends by itself, and its workers with it', async () => {
    const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', PARENT], {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface(parent.stdout), 'line');
    const node = Number(line);
    const family = [node, ...childrenOf(node).map(({ pid }) => pid)];
    expect(family.length).toBeGreaterThan(1);

    parent.kill('SIGKILL');
    await eventually(() => expect(family.filter(isRunning)).toEqual([]), 10_000);
  });
});
