import { describe, expect, it } from '@jest/globals';
import type { ArenaRequest } from '../../../../media/arena/messages.ts';
import { createTransactions, type TransactionAction, type Transactions } from '../../../../media/arena/transactions.ts';
import { appsNamed, splitCompound } from '../../../../media/rtp/rtcp.ts';

const subscribe: ArenaRequest = { type: 'SUBSCRIBE', body: { ssrc: 5 } };

/** A client with SSRC 1 and an MCU with SSRC 2 that know each other. */
function pair(): [client: Transactions, mcu: Transactions] {
  const client = createTransactions({ ssrc: 1, firstTransaction: 0xffff });
  const mcu = createTransactions({ ssrc: 2 });
  client.expectPeer(2);
  mcu.expectPeer(1);
  return [client, mcu];
}

function deliver(actions: readonly TransactionAction[], to: Transactions, nowMs: number): TransactionAction[] {
  return actions.flatMap((action) => {
    if (action.kind !== 'send') return [];
    const split = splitCompound(action.datagram);
    return split.kind === 'packets' ? appsNamed(split.packets, 'VARN').flatMap((app) => to.receive(app, nowMs)) : [];
  });
}

function only<K extends TransactionAction['kind']>(actions: readonly TransactionAction[], kind: K) {
  return actions.filter((action): action is Extract<TransactionAction, { kind: K }> => action.kind === kind);
}

describe('a request', () => {
  it('arrives, is answered, and its answer carries the id of whoever asked', () => {
    const [client, mcu] = pair();
    const [asked] = only(deliver(client.request(42, subscribe, 0), mcu, 0), 'request');
    expect(asked?.request).toEqual(subscribe);
    if (!asked) throw new Error('not asked');
    const answer = mcu.respond(asked.handle, { kind: 'accepted', body: {} }, 0);
    expect(deliver(answer, client, 0)).toEqual([
      { kind: 'response', id: 42, response: { type: 'SUBSCRIBE', result: { kind: 'accepted', body: {} } } },
    ]);
    expect(client.deadlineMs()).toBeUndefined();
  });

  it('is repeated after 250 ms, doubling, six times, and then given up', () => {
    const [client] = pair();
    client.request(42, subscribe, 1000);
    const sentAt: number[] = [];
    for (let dueMs = client.deadlineMs(); dueMs !== undefined; dueMs = client.deadlineMs()) {
      expect(client.elapse(dueMs - 1)).toEqual([]);
      const actions = client.elapse(dueMs);
      if (actions[0]?.kind === 'send') sentAt.push(dueMs - 1000);
      else expect([dueMs - 1000, actions]).toEqual([16_750, [{ kind: 'unanswered', id: 42, type: 'SUBSCRIBE' }]]);
    }
    expect(sentAt).toEqual([250, 750, 1750, 3750, 7750, 15_750]);
  });

  it('that is repeated is acted on once, and answered from memory for 30 s', () => {
    const [client, mcu] = pair();
    const sent = client.request(42, subscribe, 0);
    const [asked] = only(deliver(sent, mcu, 0), 'request');
    if (!asked) throw new Error('not asked');
    expect(deliver(sent, mcu, 1)).toEqual([]);
    const answer = mcu.respond(asked.handle, { kind: 'refused', code: 'FULL', reason: 'full' }, 2);
    expect(deliver(sent, mcu, 3)).toEqual(answer);
    expect(deliver(sent, mcu, 30_001)).toEqual(answer);
    expect(only(deliver(sent, mcu, 30_002), 'request')).toHaveLength(1);
  });

  it('of an unknown type or with a bad body is refused and asks nothing of anybody', () => {
    const [client, mcu] = pair();
    const [datagram] = only(client.request(42, { type: 'STREAM_END', body: { ssrc: -1 } }, 0), 'send');
    const refusal = deliver(datagram ? [datagram] : [], mcu, 0);
    expect(only(refusal, 'request')).toEqual([]);
    expect(deliver(refusal, client, 0)).toMatchObject([
      { response: { result: { kind: 'refused', code: 'BAD_MESSAGE' } } },
    ]);
  });

  it('under another session SSRC, or before anybody is expected, is dropped', () => {
    const [, mcu] = pair();
    const stranger = createTransactions({ ssrc: 3 });
    expect(deliver(stranger.request(1, subscribe, 0), mcu, 0)).toEqual([
      { kind: 'dropped', reason: 'appUnknownSession' },
    ]);
    expect(deliver(mcu.request(1, subscribe, 0), stranger, 0)).toEqual([
      { kind: 'dropped', reason: 'appUnknownSession' },
    ]);
  });

  it('of 60 KiB goes through in fragments, both ways', () => {
    const [client, mcu] = pair();
    const sdp = 'x'.repeat(60_000);
    const sent = client.request(1, { type: 'DESCRIBE', body: { type: 'offer', sdp } }, 0);
    expect(sent.length).toBe(51);
    const [asked] = only(deliver(sent, mcu, 0), 'request');
    if (!asked) throw new Error('not asked');
    const answer = mcu.respond(asked.handle, { kind: 'accepted', body: { type: 'answer', sdp } }, 0);
    expect(deliver(answer, client, 0)).toMatchObject([{ response: { result: { body: { sdp } } } }]);
  });

  it('is dropped when too many are remembered, and taken when they are forgotten', () => {
    const client = createTransactions({ ssrc: 1 });
    const mcu = createTransactions({ ssrc: 2, maxRemembered: 2 });
    mcu.expectPeer(1);
    const kinds = [0, 0, 0, 30_000].map((nowMs) => deliver(client.request(1, subscribe, nowMs), mcu, nowMs)[0]?.kind);
    expect(kinds).toEqual(['request', 'request', 'dropped', 'request']);
  });
});

describe('an answer', () => {
  it('to nothing, or to another type of request, is dropped', () => {
    const [client, mcu] = pair();
    const [asked] = only(deliver(client.request(42, subscribe, 0), mcu, 0), 'request');
    if (!asked) throw new Error('not asked');
    const wrongType = mcu.respond({ ...asked.handle, subtype: 10 }, { kind: 'accepted', body: {} }, 0);
    const right = mcu.respond(asked.handle, { kind: 'accepted', body: {} }, 0);
    expect(deliver(wrongType, client, 0)).toEqual([{ kind: 'dropped', reason: 'appUnknownTransaction' }]);
    expect(deliver([...right, ...right], client, 0).map((action) => action.kind)).toEqual(['response', 'dropped']);
  });
});
