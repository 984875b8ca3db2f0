/** One life of a media node's process: spawned, spoken to over IPC, ended. Restarting it is for child-node.ts. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { NodeEvent } from '../../media/contract/events.ts';
import type { Log } from '../../media/contract/log.ts';
import type { NodeProblem } from '../../media/contract/problems.ts';
import { type NodeMessage, nodeMessage, type Request } from '../../media/contract/wire.ts';

export interface ChildProgram {
  /** Path of the program's main file. */
  entry: string;
  /** Node's own options for it, like `--import tsx`. */
  execArgv: string[];
  /** All that it gets of an environment. */
  env: Record<string, string>;
}

export interface ChildLinkDeps {
  program: ChildProgram;
  requestTimeoutMs: number;
  /** From spawn to `ready`. */
  startTimeoutMs: number;
  /** From the polite signal to SIGKILL. */
  endTimeoutMs: number;
  log: Log;
  onReady(info: { httpPort: number }): void;
  onEvent(event: NodeEvent): void;
}

export type Answer = { ok: true; output: unknown } | { ok: false; problem: NodeProblem };

export interface ChildLink {
  readonly pid: number | undefined;
  request(command: string, input: unknown): Promise<Answer>;
  /** Settles when the process is gone, with the reason. */
  readonly ended: Promise<string>;
  /** Politely, then not. Settles when the process is gone. */
  end(): Promise<void>;
}

interface Pending {
  settle(answer: Answer): void;
  timer: NodeJS.Timeout;
}

export function unavailable(message: string): Answer {
  return { ok: false, problem: { code: 'NODE_UNAVAILABLE', message } };
}

export function startChild(deps: ChildLinkDeps): ChildLink {
  const { program, log } = deps;
  // A process group of its own: Ctrl-C in a terminal is for the parent alone, which ends its children in order. Where the
  // parent dies without a word, the closed IPC channel tells the child.
  const child = fork(program.entry, [], {
    execArgv: program.execArgv,
    env: program.env,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const pending = new Map<number, Pending>();
  let lastRequestId = 0;
  let ending = false;
  let alive = true;

  const startTimer = setTimeout(() => violate(`not ready within ${deps.startTimeoutMs} ms`), deps.startTimeoutMs);

  child.on('message', (raw) => {
    const message = nodeMessage.safeParse(raw);
    if (!message.success) return violate('sent a message that the contract does not know');
    if (!ending) handle(message.data);
  });

  const ended = whenGone(child).then((reason) => {
    alive = false;
    clearTimeout(startTimer);
    for (const request of pending.values()) {
      clearTimeout(request.timer);
      request.settle(unavailable(`The media node went down before it answered: ${reason}.`));
    }
    pending.clear();
    return reason;
  });

  function handle(message: NodeMessage): void {
    switch (message.kind) {
      case 'ready':
        clearTimeout(startTimer);
        deps.onReady({ httpPort: message.httpPort });
        break;
      case 'event':
        deps.onEvent(message.event);
        break;
      case 'answer':
        settle(message.requestId, { ok: true, output: message.output ?? {} });
        break;
      case 'refusal':
        settle(message.requestId, { ok: false, problem: message.problem });
        break;
    }
  }

  function settle(requestId: number, answer: Answer): void {
    const request = pending.get(requestId);
    if (!request) {
      log.warn({ requestId, pid: child.pid }, 'the media node answered a request that nobody waits for');
      return;
    }
    pending.delete(requestId);
    clearTimeout(request.timer);
    request.settle(answer);
  }

  function violate(what: string): void {
    if (ending || !alive) return;
    log.error({ pid: child.pid, what }, 'the media node broke the contract and is killed');
    child.kill('SIGKILL');
  }

  function request(command: string, input: unknown): Promise<Answer> {
    if (!alive || ending || !child.connected) return Promise.resolve(unavailable('The media node is down.'));
    lastRequestId += 1;
    const message: Request = { kind: 'request', requestId: lastRequestId, command, input };
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        pending.delete(message.requestId);
        resolve(unavailable(`The media node did not answer ${command} within ${deps.requestTimeoutMs} ms.`));
      }, deps.requestTimeoutMs);
      pending.set(message.requestId, { settle: resolve, timer });
      child.send(message, (error) => {
        if (error) settle(message.requestId, unavailable(`The media node cannot be reached: ${error.message}.`));
      });
    });
  }

  async function end(): Promise<void> {
    ending = true;
    if (!alive) return;
    child.kill('SIGTERM');
    const impatience = new AbortController();
    const deadline = delay(deps.endTimeoutMs, 'late', { signal: impatience.signal }).catch(() => 'in time');
    if ((await Promise.race([ended, deadline])) === 'late') {
      log.warn({ pid: child.pid }, 'the media node did not end by itself and is killed');
      child.kill('SIGKILL');
    }
    impatience.abort();
    await ended;
  }

  return { pid: child.pid, request, ended, end };
}

/** `exit` comes for a process that ran, `error` for one that could not be spawned. */
async function whenGone(child: ChildProcess): Promise<string> {
  const spawnFailure = new Promise<string>((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve(`could not be started: ${error.message}`);
    });
  });
  const exit = once(child, 'exit').then(([code, signal]: unknown[]) =>
    signal === null ? `exit code ${String(code)}` : `signal ${String(signal)}`,
  );
  exit.catch(() => undefined);
  return Promise.race([spawnFailure, exit]);
}
