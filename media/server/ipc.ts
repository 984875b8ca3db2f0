/** Serves the contract to the parent process over Node's IPC channel. */

import type { NodeEvent } from '../contract/events.ts';
import type { Log } from '../contract/log.ts';
import { type NodeMessage, nodeMessage, request } from '../contract/wire.ts';
import type { Dispatch } from './dispatch.ts';

/** The part of `process` that is the channel. */
export interface ParentChannel {
  readonly connected: boolean;
  send?(message: unknown): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

export interface IpcServer {
  emit(event: NodeEvent): void;
  /** Takes commands from now on. */
  serve(dispatch: Dispatch, httpPort: number): void;
}

export function createIpcServer(channel: ParentChannel, log: Log): IpcServer {
  function send(message: NodeMessage): void {
    // Nobody is left to be told while the node ends because its parent is gone.
    if (channel.connected) channel.send?.(nodeMessage.parse(message));
  }

  async function handle(dispatch: Dispatch, raw: unknown): Promise<void> {
    const parsed = request.safeParse(raw);
    if (!parsed.success) {
      log.error({ issues: parsed.error.issues }, 'the control plane sent something that is no request');
      return;
    }
    const { requestId, command, input } = parsed.data;
    const result = await dispatch(command, input);
    if (result.ok) send({ kind: 'answer', requestId, output: result.value });
    else send({ kind: 'refusal', requestId, problem: result.problem });
  }

  return {
    emit: (event) => send({ kind: 'event', event }),
    serve(dispatch, httpPort) {
      channel.on('message', (raw) => {
        handle(dispatch, raw).catch((error: unknown) => log.error({ err: error }, 'answering a command failed'));
      });
      send({ kind: 'ready', httpPort });
    },
  };
}
