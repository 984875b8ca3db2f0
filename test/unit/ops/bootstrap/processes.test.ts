import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from '@jest/globals';

/** Runs the given shell script in the foreground by the set-up's own code, in a process that we can signal. */
function runner(script: string, timeoutMs?: number) {
  const options = JSON.stringify({ cwd: '.', ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  const program = `
    import { runForeground } from './ops/bootstrap/processes.mjs';
    process.exitCode = await runForeground('bash', ['-c', ${JSON.stringify(script)}], { ...${options}, env: process.env });`;
  const args = ['--input-type=module', '--eval', program];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return { child, lines: createInterface({ input: child.stdout }) };
}

describe('a command in the foreground', () => {
  it('gives its exit code', async () => {
    const [code] = await once(runner('exit 7').child, 'exit');
    expect(code).toBe(7);
  });

  it('gets a signal exactly once, however often it arrives, and has its time to close', async () => {
    const wait = 'for i in 1 2 3 4 5; do sleep 0.1; done';
    const { child, lines } = runner(`trap "echo interrupted" INT; echo ready; ${wait}; ${wait}; echo closed; exit 5`);
    const said: string[] = [];
    lines.on('line', (line) => {
      said.push(line);
      if (line !== 'closed') child.kill('SIGINT');
    });
    const [code] = await once(child, 'close');
    expect({ said, code }).toEqual({ said: ['ready', 'interrupted', 'closed'], code: 5 });
  });

  it('leaves nothing of its process group behind', async () => {
    const { child, lines } = runner('sleep 300 & echo $!; exit 0');
    const [pid] = await once(lines, 'line');
    await once(child, 'exit');
    await waitUntilGone(Number(pid));
  });

  it('is ended when its time is up', async () => {
    const [code] = await once(runner('sleep 300', 200).child, 'exit');
    expect(code).toBe(128 + 9);
  });
});

async function waitUntilGone(pid: number) {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
