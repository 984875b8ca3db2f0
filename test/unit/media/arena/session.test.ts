import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ArenaSignalling, SignallingAction } from '../../../../media/arena/arena-signalling.ts';
import type { ArenaRequest, ArenaStream } from '../../../../media/arena/messages.ts';
import { createArenaSession } from '../../../../media/arena/session.ts';
import {
  type Answer,
  createTransactions,
  type TransactionAction,
  type Transactions,
} from '../../../../media/arena/transactions.ts';
import { appsNamed, type RtcpSlice, splitCompound } from '../../../../media/rtp/rtcp.ts';

const OUR_SSRC = 1;
const MCU_SSRC = 2;
const accepted: Answer = { kind: 'accepted', body: {} };
const scene: ArenaStream = {
  ssrc: 50,
  cname: 'mcu',
  kind: 'video',
  source: 'scene',
  payloadType: 98,
  codec: 'theora',
  clockRate: 90_000,
  parameters: {},
};
const camera: ArenaStream = { ...scene, ssrc: 60, cname: 'anna', source: 'camera' };
const joinAnswer: Answer = {
  kind: 'accepted',
  body: {
    session: 's1',
    ssrc: MCU_SSRC,
    tilePort: 5006,
    participants: [{ cname: 'rig', name: 'Rig' }],
    streams: [scene],
  },
};

function slicesOf(datagram: Buffer): RtcpSlice[] {
  const split = splitCompound(datagram);
  if (split.kind === 'malformed') throw new Error(split.reason);
  return split.packets;
}

/** Our session, and an MCU that the test plays; the wire between them loses nothing unless the test does. */
let session: ArenaSignalling;
let mcu: Transactions;

beforeEach(() => {
  session = createArenaSession({
    sessionSsrc: OUR_SSRC,
    arena: 'bridge',
    cname: 'gateway',
    name: 'Gateway',
    capabilities: { audio: ['speex'], video: ['theora'], tiles: false },
    random: () => 0.5,
  });
  mcu = createTransactions({ ssrc: MCU_SSRC });
  mcu.expectPeer(OUR_SSRC);
});

/** What reaches the MCU of these actions. */
function toMcu(actions: readonly SignallingAction[], nowMs = 0) {
  const received = actions
    .flatMap((action) => (action.kind === 'send' ? appsNamed(slicesOf(action.datagram), 'VARN') : []))
    .flatMap((app) => mcu.receive(app, nowMs));
  return received.filter((action) => action.kind === 'request');
}

function toUs(actions: readonly TransactionAction[], nowMs = 0): SignallingAction[] {
  return actions.flatMap((action) => (action.kind === 'send' ? session.receive(slicesOf(action.datagram), nowMs) : []));
}

/** Lets the MCU answer the one request among our actions. */
function answer(actions: readonly SignallingAction[], with_: Answer, nowMs = 0): SignallingAction[] {
  const [request] = toMcu(actions, nowMs);
  if (request === undefined) throw new Error('we asked nothing');
  return toUs(mcu.respond(request.handle, with_, nowMs), nowMs);
}

function join(nowMs = 0): SignallingAction[] {
  return answer(session.start(nowMs), joinAnswer, nowMs);
}

/** Lets the MCU ask; gives our actions and its view of our answer. */
function mcuAsks(request: ArenaRequest, nowMs = 0) {
  const actions = toUs(mcu.request(9, request, nowMs), nowMs);
  const answers = actions
    .flatMap((action) => (action.kind === 'send' ? appsNamed(slicesOf(action.datagram), 'VARN') : []))
    .flatMap((app) => mcu.receive(app, nowMs))
    .flatMap((action) => (action.kind === 'response' ? [action.response.result] : []));
  const events = actions.flatMap((action) => (action.kind === 'event' ? [action.event] : []));
  return { actions, events, answer: answers[0] };
}

function settled(actions: readonly SignallingAction[]) {
  return actions.filter((action) => action.kind === 'settled').map(({ ticket, answer: { kind } }) => [ticket, kind]);
}

/** Lets time pass up to a moment; gives what was done, with its time. */
function passTime(untilMs: number): [number, SignallingAction][] {
  const done: [number, SignallingAction][] = [];
  for (let dueMs = session.deadlineMs(); dueMs !== undefined && dueMs <= untilMs; dueMs = session.deadlineMs()) {
    for (const action of session.elapse(dueMs)) done.push([dueMs, action]);
  }
  return done;
}

describe('joining', () => {
  it('tells who is there and which streams there are', () => {
    expect(join()).toEqual([
      {
        kind: 'opened',
        result: {
          kind: 'joined',
          sessionSsrc: OUR_SSRC,
          session: 's1',
          tilePort: 5006,
          participants: [{ cname: 'rig', name: 'Rig' }],
          streams: [scene],
        },
      },
    ]);
  });

  it('ends with the MCU’s reason when it refuses', () => {
    const actions = answer(session.start(0), { kind: 'refused', code: 'UNKNOWN_ARENA', reason: 'no such arena' });
    expect(actions).toEqual([
      { kind: 'opened', result: { kind: 'refused', code: 'UNKNOWN_ARENA', reason: 'no such arena' } },
    ]);
    expect(session.deadlineMs()).toBeUndefined();
  });

  it('ends as unreachable when nobody answers', () => {
    session.start(0);
    expect(passTime(60_000).at(-1)).toEqual([
      16_750,
      { kind: 'opened', result: { kind: 'unreachable', reason: 'the MCU did not answer JOIN' } },
    ]);
    expect(session.deadlineMs()).toBeUndefined();
  });

  it('leaves an MCU whose answer makes no sense', () => {
    const actions = answer(session.start(0), accepted);
    expect(toMcu(actions).map(({ request }) => request.type)).toEqual(['LEAVE']);
    expect(actions.at(-1)).toMatchObject({ kind: 'opened', result: { kind: 'refused', code: 'BAD_MESSAGE' } });
  });

  it('can be given up, and tells an MCU that may have let us in', () => {
    session.start(0);
    expect(toMcu(session.leave('aborted', 1)).map(({ request }) => request.type)).toEqual(['LEAVE']);
    expect(session.deadlineMs()).toBeUndefined();
    expect(session.command(1, { kind: 'subscribe', ssrc: 50 }, 2)).toEqual([
      { kind: 'settled', ticket: 1, answer: { kind: 'closed' } },
    ]);
  });

  it('takes no request before it is done, and takes its repeat after', () => {
    const start = session.start(0);
    const early = mcu.request(9, { type: 'STREAM', body: camera }, 0);
    expect(toUs(early)).toEqual([{ kind: 'dropped', reason: 'appUnknownSession' }]);
    answer(start, joinAnswer);
    expect(toUs(early)).toContainEqual({
      kind: 'event',
      event: { kind: 'streamAnnounced', stream: camera, changed: false },
    });
  });
});

describe('the MCU', () => {
  beforeEach(() => {
    join();
  });

  it('announces, changes and ends its streams, and a repeat is told once', () => {
    const wide = { ...camera, parameters: { width: 1280 } };
    expect(mcuAsks({ type: 'STREAM', body: camera }).events).toEqual([
      { kind: 'streamAnnounced', stream: camera, changed: false },
    ]);
    expect(mcuAsks({ type: 'STREAM', body: camera }).events).toEqual([]);
    expect(mcuAsks({ type: 'STREAM', body: wide }).events).toEqual([
      { kind: 'streamAnnounced', stream: wide, changed: true },
    ]);
    expect(mcuAsks({ type: 'STREAM_END', body: { ssrc: 60 } }).events).toEqual([{ kind: 'streamEnded', ssrc: 60 }]);
    expect(mcuAsks({ type: 'STREAM_END', body: { ssrc: 60 } }).answer).toMatchObject({ code: 'UNKNOWN_STREAM' });
  });

  it('is refused an SSRC that a session or a stream of ours has', () => {
    session.command(1, { kind: 'announceStream', stream: { ...camera, ssrc: 70 } }, 0);
    for (const ssrc of [OUR_SSRC, MCU_SSRC, 70]) {
      expect(mcuAsks({ type: 'STREAM', body: { ...camera, ssrc } }).answer).toMatchObject({
        kind: 'refused',
        code: 'REFUSED',
      });
    }
  });

  it('brings people, and takes their streams with them when they leave', () => {
    expect(mcuAsks({ type: 'PARTICIPANT', body: { cname: 'anna', name: 'Anna', state: 'joined' } }).events).toEqual([
      { kind: 'participantJoined', participant: { cname: 'anna', name: 'Anna' } },
    ]);
    mcuAsks({ type: 'STREAM', body: camera });
    expect(mcuAsks({ type: 'PARTICIPANT', body: { cname: 'anna', name: 'Anna', state: 'left' } }).events).toEqual([
      { kind: 'streamEnded', ssrc: 60 },
      { kind: 'participantLeft', cname: 'anna' },
    ]);
    const late = mcuAsks({ type: 'STREAM_END', body: { ssrc: 60 } });
    expect([late.answer, late.events]).toEqual([{ kind: 'accepted', body: {} }, []]);
  });

  it('does not hand our own people back to us', () => {
    session.command(1, { kind: 'announceParticipant', participant: { cname: 'eva', name: 'Eva', state: 'joined' } }, 0);
    for (const cname of ['eva', 'gateway']) {
      expect(mcuAsks({ type: 'PARTICIPANT', body: { cname, name: 'Echo', state: 'joined' } }).events).toEqual([]);
    }
  });

  it('subscribes to our streams, and only to ours', () => {
    session.command(1, { kind: 'announceStream', stream: camera }, 0);
    expect(session.outgoing(60)?.wanted).toBe(false);
    expect(mcuAsks({ type: 'SUBSCRIBE', body: { ssrc: 60, maxBitrate: 64_000 } }).events).toEqual([
      { kind: 'subscribed', ssrc: 60, maxBitrate: 64_000 },
    ]);
    expect(session.outgoing(60)?.wanted).toBe(true);
    expect(mcuAsks({ type: 'UNSUBSCRIBE', body: { ssrc: 60 } }).events).toEqual([{ kind: 'unsubscribed', ssrc: 60 }]);
    expect(session.outgoing(60)?.wanted).toBe(false);
    expect(mcuAsks({ type: 'SUBSCRIBE', body: { ssrc: 50 } }).answer).toMatchObject({ code: 'UNKNOWN_STREAM' });
  });

  it('is told which types are not spoken', () => {
    expect(mcuAsks({ type: 'MUTE', body: { ssrc: 50, muted: true } }).answer).toMatchObject({ code: 'UNKNOWN_TYPE' });
  });

  it('ends the session by LEAVE, once, and gets its answer', () => {
    const { actions, answer: left } = mcuAsks({ type: 'LEAVE', body: { reason: 'night' } });
    expect(left).toEqual({ kind: 'accepted', body: {} });
    expect(actions.at(-1)).toEqual({ kind: 'closed', cause: 'peerLeft', reason: 'night' });
    expect(mcuAsks({ type: 'PING', body: {} }).actions).toEqual([]);
  });

  it('ends a stream or the session by BYE', () => {
    expect(session.byeReceived(50, undefined)).toEqual([{ kind: 'event', event: { kind: 'streamEnded', ssrc: 50 } }]);
    expect(session.byeReceived(50, undefined)).toEqual([]);
    expect(session.byeReceived(1234, undefined)).toEqual([]);
    expect(mcuAsks({ type: 'STREAM_END', body: { ssrc: 50 } })).toMatchObject({
      answer: { kind: 'accepted' },
      events: [],
    });
    expect(session.byeReceived(MCU_SSRC, 'off')).toEqual([{ kind: 'closed', cause: 'peerLeft', reason: 'off' }]);
  });
});

describe('we', () => {
  beforeEach(() => {
    join();
  });

  it('subscribe, and take packets from then until we unsubscribe', () => {
    expect(session.incoming(50)).toBeUndefined();
    const subscribe = session.command(1, { kind: 'subscribe', ssrc: 50, maxBitrate: 500_000 }, 0);
    expect(session.incoming(50)).toEqual(scene);
    expect(settled(answer(subscribe, accepted))).toEqual([[1, 'accepted']]);
    session.command(2, { kind: 'unsubscribe', ssrc: 50 }, 0);
    expect(session.incoming(50)).toBeUndefined();
  });

  it('keep a subscription when the stream’s description changes', () => {
    answer(session.command(1, { kind: 'subscribe', ssrc: 50 }, 0), accepted);
    mcuAsks({ type: 'STREAM', body: { ...scene, payloadType: 99 } });
    expect(session.incoming(50)?.payloadType).toBe(99);
  });

  it('take no packets of a stream that we are refused', () => {
    const subscribe = session.command(1, { kind: 'subscribe', ssrc: 50 }, 0);
    expect(answer(subscribe, { kind: 'refused', code: 'FULL', reason: '' })).toMatchObject([
      { kind: 'settled', ticket: 1, answer: { kind: 'refused', code: 'FULL' } },
    ]);
    expect(session.incoming(50)).toBeUndefined();
  });

  it('ask nothing about streams that are not there', () => {
    for (const kind of ['subscribe', 'unsubscribe', 'endStream'] as const) {
      expect(session.command(1, { kind, ssrc: 4711 }, 0)).toMatchObject([
        { kind: 'settled', answer: { code: 'UNKNOWN_STREAM' } },
      ]);
    }
  });

  it('have no stream when its announcement is refused, and the old one when its change is', () => {
    const refusal: Answer = { kind: 'refused', code: 'REFUSED', reason: 'the SSRC is taken' };
    answer(session.command(1, { kind: 'announceStream', stream: camera }, 0), refusal);
    expect(session.outgoing(60)).toBeUndefined();
    answer(session.command(2, { kind: 'announceStream', stream: camera }, 0), accepted);
    answer(session.command(3, { kind: 'announceStream', stream: { ...camera, payloadType: 99 } }, 0), refusal);
    expect(session.outgoing(60)?.stream).toEqual(camera);
    answer(session.command(4, { kind: 'announceStream', stream: { ...camera, payloadType: 99 } }, 0), accepted);
    expect(session.outgoing(60)?.stream.payloadType).toBe(99);
  });

  it('may not use an SSRC of the MCU', () => {
    for (const ssrc of [50, MCU_SSRC, OUR_SSRC]) {
      expect(session.isUsed(ssrc)).toBe(true);
      expect(settled(session.command(1, { kind: 'announceStream', stream: { ...camera, ssrc } }, 0))).toEqual([
        [1, 'refused'],
      ]);
    }
  });

  it('send the second request about one stream when the first is answered, but do not wait for other streams', () => {
    mcuAsks({ type: 'STREAM', body: camera });
    const first = session.command(1, { kind: 'subscribe', ssrc: 50 }, 0);
    expect(session.command(2, { kind: 'unsubscribe', ssrc: 50 }, 0)).toEqual([]);
    expect(toMcu(session.command(3, { kind: 'subscribe', ssrc: 60 }, 0)).map(({ request }) => request.type)).toEqual([
      'SUBSCRIBE',
    ]);
    const next = answer(first, accepted);
    expect(settled(next)).toEqual([[1, 'accepted']]);
    expect(toMcu(next).map(({ request }) => request)).toEqual([{ type: 'UNSUBSCRIBE', body: { ssrc: 50 } }]);
  });

  it('leave: everything under way is closed, and the MCU’s answer ends it', () => {
    session.command(1, { kind: 'subscribe', ssrc: 50 }, 0);
    session.command(2, { kind: 'unsubscribe', ssrc: 50 }, 0);
    const leaving = session.leave('done', 100);
    expect(settled(leaving)).toEqual([
      [1, 'closed'],
      [2, 'closed'],
    ]);
    expect(answer(leaving, accepted, 120)).toEqual([{ kind: 'closed', cause: 'left', reason: undefined }]);
    expect(session.leave('again', 130)).toEqual([]);
  });

  it('leave within a second when nobody answers', () => {
    session.leave('done', 100);
    expect(passTime(60_000).at(-1)).toMatchObject([1100, { kind: 'closed', cause: 'left' }]);
  });
});

describe('silence', () => {
  beforeEach(() => {
    join(0);
  });

  it('makes us ask after five seconds, counted from the last signalling', () => {
    mcuAsks({ type: 'PING', body: {} }, 3000);
    const [[atMs, action] = []] = passTime(8000);
    expect(atMs).toBe(8000);
    expect(action && toMcu([action], 8000).map(({ request }) => request.type)).toEqual(['PING']);
  });

  it('goes on for as long as the MCU answers', () => {
    for (const atMs of [5000, 10_000, 15_000, 20_000, 25_000]) {
      expect(session.deadlineMs()).toBe(atMs);
      expect(answer(session.elapse(atMs), accepted, atMs)).toEqual([]);
    }
  });

  it('ends the session after three PINGs without answer, 20 s after the last word', () => {
    session.command(1, { kind: 'subscribe', ssrc: 50 }, 0);
    answer(session.elapse(250), accepted, 250);
    const done = passTime(60_000);
    expect(done.at(-1)).toEqual([
      20_250,
      { kind: 'closed', cause: 'unreachable', reason: 'the MCU did not answer PING' },
    ]);
    expect(session.deadlineMs()).toBeUndefined();
  });

  it('to a request ends the session, once, whatever else is under way', () => {
    session.command(1, { kind: 'subscribe', ssrc: 50 }, 0);
    session.command(2, { kind: 'announceStream', stream: camera }, 0);
    const done = passTime(60_000).map(([, action]) => action);
    expect(settled(done)).toEqual([
      [1, 'closed'],
      [2, 'closed'],
    ]);
    expect(done.filter((action) => action.kind === 'closed')).toMatchObject([{ cause: 'unreachable' }]);
  });

  it('is not needed when the MCU has forgotten us', () => {
    const asked = session.command(1, { kind: 'subscribe', ssrc: 50 }, 0);
    const actions = answer(asked, { kind: 'refused', code: 'UNKNOWN_SESSION', reason: 'restarted' });
    expect(settled(actions)).toEqual([[1, 'closed']]);
    expect(actions.at(-1)).toEqual({ kind: 'closed', cause: 'unknownSession', reason: 'restarted' });
  });
});
