import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { participantIds, roomIds } from '../../../../api/domain/base/ids.ts';
import type { Seat } from '../../../../api/domain/participant/participant.ts';
import { createPresence, type Presence } from '../../../../api/server/presence.ts';

function someSeat(): Seat {
  return { roomId: roomIds.of(randomUUID()), participantId: participantIds.of(randomUUID()) };
}
const ann = someSeat();
const bob = someSeat();

describe('presence', () => {
  let gone: string[];
  let timers: { callback: () => void; afterMs: number }[];
  let presence: Presence;

  beforeEach(() => {
    gone = [];
    timers = [];
    presence = createPresence({
      reconnectWithinMs: 15_000,
      leave: (seat, departure) => gone.push(`${seat === ann ? 'ann' : 'bob'} ${departure}`),
      setTimer(callback, afterMs) {
        const timer = { callback, afterMs };
        timers.push(timer);
        return timer;
      },
      clearTimer: (timer) => {
        timers = timers.filter((other) => other !== timer);
      },
    });
  });

  const timePasses = () => {
    for (const timer of timers.splice(0)) timer.callback();
  };

  it.each([1000, 1001])('takes a participant whose last socket closes with %i for gone at once', (code) => {
    presence.bind(ann, 's1');
    presence.socketClosed('s1', code);
    expect(gone).toEqual(['ann LEFT']);
    expect(timers).toEqual([]);
  });

  it('gives a participant whose last socket is lost the time to come back', () => {
    presence.bind(ann, 's1');
    presence.socketClosed('s1', 1006);
    expect(gone).toEqual([]);
    expect(timers.map((timer) => timer.afterMs)).toEqual([15_000]);
    timePasses();
    expect(gone).toEqual(['ann CONNECTION_LOST']);
  });

  it('forgets the loss when a socket comes back', () => {
    presence.bind(ann, 's1');
    presence.socketClosed('s1', 1006);
    presence.bind(ann, 's2');
    timePasses();
    expect(gone).toEqual([]);
  });

  it('keeps a participant while another of their sockets is open, however the first one ended', () => {
    presence.bind(ann, 's1');
    presence.bind(ann, 's2');
    presence.socketClosed('s1', 1000);
    expect(gone).toEqual([]);
    presence.socketClosed('s2', 1000);
    expect(gone).toEqual(['ann LEFT']);
  });

  it('waits for the first socket of one who joined without', () => {
    presence.expect(ann);
    presence.expect(bob);
    presence.bind(bob, 's1');
    timePasses();
    expect(gone).toEqual(['ann CONNECTION_LOST']);
  });

  it('knows nothing of sockets that nobody joined on', () => {
    presence.socketClosed('s9', 1000);
    expect(gone).toEqual([]);
  });

  it('gives the first participant of a socket the time to come back when another joins on it', () => {
    presence.bind(ann, 's1');
    presence.bind(bob, 's1');
    presence.socketClosed('s1', 1000);
    expect(gone).toEqual(['bob LEFT']);
    timePasses();
    expect(gone).toEqual(['bob LEFT', 'ann CONNECTION_LOST']);
  });

  it('takes nobody for gone once it is closed', () => {
    presence.bind(ann, 's1');
    presence.bind(bob, 's2');
    presence.socketClosed('s1', 1006);
    presence.close();
    presence.socketClosed('s2', 1001);
    timePasses();
    expect(gone).toEqual([]);
  });
});
