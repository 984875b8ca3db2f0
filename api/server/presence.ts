/**
 * Ties participants to their sockets. A participant is there while one socket of theirs is open; one who says goodbye
 * (closes the page) has left, one whose last socket is lost has a while to come back.
 */
import type { ParticipantId } from '../domain/base/ids.ts';
import type { Seat } from '../domain/participant/participant.ts';

export type Departure = 'LEFT' | 'CONNECTION_LOST';

export interface PresenceDeps {
  /** Must be as good as nothing for one who has left already. */
  leave(seat: Seat, departure: Departure): void;
  reconnectWithinMs: number;
  setTimer?: (callback: () => void, afterMs: number) => unknown;
  clearTimer?: (timer: unknown) => void;
}

export interface Presence {
  /** A participant joined without a socket: one has to come in time. */
  expect(seat: Seat): void;
  /** A socket speaks for a participant from now on. One socket speaks for one participant, the last one named. */
  bind(seat: Seat, socketId: string): void;
  /** `closeCode` as in RFC 6455, section 7.4. */
  socketClosed(socketId: string, closeCode: number): void;
  /** Nobody is taken for gone any more: the server, not the participants, is leaving. */
  close(): void;
}

/** 1000: the client is done. 1001: the page is gone. Anything else may be a network that comes back. */
const goodbyes = new Set([1000, 1001]);

export function createPresence(deps: PresenceDeps): Presence {
  const setTimer = deps.setTimer ?? ((callback, afterMs) => setTimeout(callback, afterMs));
  const clearTimer = deps.clearTimer ?? ((timer) => clearTimeout(timer as NodeJS.Timeout));
  const socketsOf = new Map<ParticipantId, Set<string>>();
  const seatOf = new Map<string, Seat>();
  const timers = new Map<ParticipantId, unknown>();
  let closed = false;

  function stopWaiting(participantId: ParticipantId): void {
    const timer = timers.get(participantId);
    if (timer !== undefined) clearTimer(timer);
    timers.delete(participantId);
  }

  function waitFor(seat: Seat): void {
    stopWaiting(seat.participantId);
    const timer = setTimer(() => {
      timers.delete(seat.participantId);
      deps.leave(seat, 'CONNECTION_LOST');
    }, deps.reconnectWithinMs);
    timers.set(seat.participantId, timer);
  }

  /** The seat that has no socket any more for the loss of this one. */
  function unbind(socketId: string): Seat | undefined {
    const seat = seatOf.get(socketId);
    if (seat === undefined) return undefined;
    seatOf.delete(socketId);
    const sockets = socketsOf.get(seat.participantId);
    sockets?.delete(socketId);
    if (sockets && sockets.size > 0) return undefined;
    socketsOf.delete(seat.participantId);
    return seat;
  }

  return {
    expect(seat) {
      if (!closed && !socketsOf.has(seat.participantId)) waitFor(seat);
    },

    bind(seat, socketId) {
      if (closed || seatOf.get(socketId)?.participantId === seat.participantId) return;
      const bereft = unbind(socketId);
      if (bereft !== undefined) waitFor(bereft);
      stopWaiting(seat.participantId);
      seatOf.set(socketId, seat);
      const sockets = socketsOf.get(seat.participantId) ?? new Set();
      socketsOf.set(seat.participantId, sockets.add(socketId));
    },

    socketClosed(socketId, closeCode) {
      const bereft = unbind(socketId);
      if (closed || bereft === undefined) return;
      if (goodbyes.has(closeCode)) deps.leave(bereft, 'LEFT');
      else waitFor(bereft);
    },

    close() {
      closed = true;
      for (const participantId of [...timers.keys()]) stopWaiting(participantId);
    },
  };
}
