/** A media node as a real second process, as the control plane starts it. */

import { createChildNode } from '../../api/nodes/child-node.ts';
import type { CommandInput, CommandName, CommandOutput } from '../../media/contract/commands.ts';
import type { NodeEvent } from '../../media/contract/events.ts';
import { silentLog } from './silent-log.ts';

export interface TestNode extends AsyncDisposable {
  /** Everything it has told, in order. */
  readonly events: NodeEvent[];
  readonly pid: number;
  readonly httpPort: number;
  /** Throws where the node refuses. */
  ask<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<CommandOutput<Name>>;
}

export async function startTestNode(env: Record<string, string> = {}): Promise<TestNode> {
  const events: NodeEvent[] = [];
  const node = createChildNode({
    program: {
      entry: new URL('../../media/main.ts', import.meta.url).pathname,
      execArgv: ['--import', 'tsx'],
      env: { ...definedOnly(process.env), LOG_LEVEL: 'warn', BRYGGEN_MEDIA_WORKERS: '1', NODE_OPTIONS: '', ...env },
    },
    log: silentLog,
  });
  await node.start({
    cameUp: async () => undefined,
    wentDown: async () => undefined,
    event: async (event) => {
      events.push(event);
    },
  });
  const { pid, httpPort } = node;
  if (pid === undefined || httpPort === undefined) throw new Error('the media node did not start');

  return {
    events,
    pid,
    httpPort,
    async ask(name, input) {
      const result = await node.request(name, input);
      if (!result.ok) throw Object.assign(new Error(result.problem.message), { code: result.problem.code });
      return result.value;
    },
    [Symbol.asyncDispose]: () => node.close(),
  };
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}
