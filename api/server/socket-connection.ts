import type { Seat } from '../domain/participant/participant.ts';
import type { Caller } from '../schema/caller.ts';
import type { Connection } from '../schema/context.ts';
import type { Presence } from './presence.ts';

/** One WebSocket and whoever it speaks for: a participant's presence hangs on it. */
export interface SocketConnection extends Connection {
  authenticated(caller: Caller): void;
  closed(closeCode: number): void;
}

export function createSocketConnection(presence: Presence, socketId: string): SocketConnection {
  let caller: Caller = { kind: 'anonymous', reason: 'missing' };
  let closeCode: number | undefined;

  function takeSeat(seat: Seat): void {
    caller = { kind: 'participant', seat };
    presence.bind(seat, socketId);
    // It may have been closed while the answer was being made.
    if (closeCode !== undefined) presence.socketClosed(socketId, closeCode);
  }

  return {
    get caller() {
      return caller;
    },
    takeSeat,
    authenticated(by) {
      if (by.kind === 'participant') takeSeat(by.seat);
      else caller = by;
    },
    closed(code) {
      closeCode = code;
      presence.socketClosed(socketId, code);
    },
  };
}
