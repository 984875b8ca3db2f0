/**
 * Keeps commands about one thing in order. A lost SUBSCRIBE that is repeated behind an UNSUBSCRIBE of the same stream would undo
 * it, since requests overtake each other; so the second waits until the first is answered.
 */
import type { SignallingCommand } from './arena-signalling.ts';

export interface QueuedCommand {
  ticket: number;
  command: SignallingCommand;
}

export interface CommandQueue {
  /** True where nothing is under way about the same thing: send it now. */
  push(queued: QueuedCommand): boolean;
  /** The command under way with that ticket. */
  underWay(ticket: number): SignallingCommand | undefined;
  /** Ends the command with that ticket; gives the next one about the same thing, to be sent now. */
  settle(ticket: number): QueuedCommand | undefined;
  /** Empties everything; gives the tickets. */
  clear(): number[];
}

export function createCommandQueue(): CommandQueue {
  const queues = new Map<string, QueuedCommand[]>();
  const keys = new Map<number, string>();

  return {
    push(queued) {
      const key = subject(queued.command);
      const queue = queues.get(key) ?? [];
      queue.push(queued);
      queues.set(key, queue);
      keys.set(queued.ticket, key);
      return queue.length === 1;
    },
    underWay(ticket) {
      const first = queues.get(keys.get(ticket) ?? '')?.[0];
      return first?.ticket === ticket ? first.command : undefined;
    },
    settle(ticket) {
      const key = keys.get(ticket) ?? '';
      const queue = queues.get(key);
      if (queue?.[0]?.ticket !== ticket) return undefined;
      keys.delete(ticket);
      queue.shift();
      if (queue.length === 0) queues.delete(key);
      return queue[0];
    },
    clear() {
      const tickets = [...keys.keys()];
      queues.clear();
      keys.clear();
      return tickets;
    },
  };
}

function subject(command: SignallingCommand): string {
  switch (command.kind) {
    case 'announceParticipant':
      return `participant ${command.participant.cname}`;
    case 'announceStream':
      return `own ${command.stream.ssrc}`;
    case 'endStream':
      return `own ${command.ssrc}`;
    case 'subscribe':
    case 'unsubscribe':
      return `remote ${command.ssrc}`;
  }
}
