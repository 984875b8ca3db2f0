/**
 * A media node as a child process of the control plane. It is restarted whenever it dies; until it is up again each command
 * is answered with `NODE_UNAVAILABLE` at once.
 */
import { type CommandInput, type CommandName, type CommandOutput, commands } from '../../media/contract/commands.ts';
import type { NodeEvent } from '../../media/contract/events.ts';
import type { Log } from '../../media/contract/log.ts';
import type { NodeResult } from '../../media/contract/problems.ts';
import { type ChildLink, type ChildProgram, startChild } from './child-link.ts';
import { afterDeath, defaultRestartDelays, type RestartDelays } from './restart-delay.ts';

/** Who is told of the node's life. One call at a time, in the order in which things happened. */
export interface NodeListener {
  cameUp(): Promise<void>;
  wentDown(reason: string): Promise<void>;
  event(event: NodeEvent): Promise<void>;
}

export interface ChildNodeDeps {
  program: ChildProgram;
  log: Log;
  requestTimeoutMs?: number;
  startTimeoutMs?: number;
  endTimeoutMs?: number;
  restartDelays?: RestartDelays;
}

export interface ChildNode {
  /** Rejects only on faults of ours: an input or output that breaks the contract. */
  request<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<NodeResult<CommandOutput<Name>>>;
  readonly up: boolean;
  readonly pid: number | undefined;
  /** Of the node's own health and metrics; undefined while it is down. */
  readonly httpPort: number | undefined;
  /** Settles when the node is up for the first time and the listener has been told, or when it is closed before. */
  start(listener: NodeListener): Promise<void>;
  close(): Promise<void>;
}

export function createChildNode(deps: ChildNodeDeps): ChildNode {
  const { log } = deps;
  const restartDelays = deps.restartDelays ?? defaultRestartDelays;
  let nowStarted: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    nowStarted = resolve;
  });
  let link: ChildLink | undefined;
  let httpPort: number | undefined;
  let restartTimer: NodeJS.Timeout | undefined;
  let shortLives = 0;
  let closing: Promise<void> | undefined;
  let told: Promise<void> = Promise.resolve();

  /** Keeps the listener's calls in order; its faults are logged and do not stop what comes after. */
  function tell(what: string, call: () => Promise<void>): void {
    told = told
      .then(call)
      .catch((error: unknown) => log.error({ err: error, what }, 'a media node event was not applied'));
  }

  function live(listener: NodeListener): void {
    const startedAt = performance.now();
    const current = startChild({
      program: deps.program,
      requestTimeoutMs: deps.requestTimeoutMs ?? 10_000,
      startTimeoutMs: deps.startTimeoutMs ?? 20_000,
      endTimeoutMs: deps.endTimeoutMs ?? 5000,
      log,
      onReady(info) {
        httpPort = info.httpPort;
        log.info({ pid: current.pid, httpPort }, 'media node is up');
        tell('cameUp', async () => {
          await listener.cameUp();
          nowStarted();
        });
      },
      onEvent: (event) => tell(event.kind, () => listener.event(event)),
    });
    link = current;
    void current.ended.then((reason) => died(listener, reason, performance.now() - startedAt));
  }

  function died(listener: NodeListener, reason: string, livedMs: number): void {
    const wasUp = httpPort !== undefined;
    httpPort = undefined;
    if (closing) return;
    const next = afterDeath(restartDelays, shortLives, livedMs);
    shortLives = next.shortLives;
    log.error({ reason, restartInMs: next.delayMs }, 'media node is down');
    if (wasUp) tell('wentDown', () => listener.wentDown(reason));
    restartTimer = setTimeout(() => live(listener), next.delayMs);
  }

  async function request<Name extends CommandName>(
    name: Name,
    input: CommandInput<Name>,
  ): Promise<NodeResult<CommandOutput<Name>>> {
    const command = commands[name];
    const checked = command.input.parse(input);
    if (!link || httpPort === undefined) {
      return { ok: false, problem: { code: 'NODE_UNAVAILABLE', message: 'The media node is down or starting.' } };
    }
    const answer = await link.request(name, checked);
    if (!answer.ok) return answer;
    return { ok: true, value: parseOutput(name, answer.output) };
  }

  return {
    request,
    get up() {
      return httpPort !== undefined;
    },
    get pid() {
      return link?.pid;
    },
    get httpPort() {
      return httpPort;
    },
    start(listener) {
      live(listener);
      return started;
    },
    close() {
      closing ??= (async () => {
        clearTimeout(restartTimer);
        await link?.end();
        await told;
        nowStarted();
      })();
      return closing;
    },
  };
}

/** The only place that knows that a command's validator yields that command's output. */
function parseOutput<Name extends CommandName>(name: Name, output: unknown): CommandOutput<Name> {
  return commands[name].output.parse(output) as CommandOutput<Name>;
}
