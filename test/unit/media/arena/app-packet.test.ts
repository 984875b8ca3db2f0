import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type ArenaFragment,
  type ArenaFrame,
  createReassembler,
  encodeFrame,
  MAX_DATAGRAM_BYTES,
  MAX_MESSAGE_BYTES,
  parseFragment,
} from '../../../../media/arena/app-packet.ts';
import { parseApp, splitCompound } from '../../../../media/rtp/rtcp.ts';

function datagrams(frame: ArenaFrame): Buffer[] {
  const encoded = encodeFrame(frame);
  if (encoded.kind === 'tooLarge') throw new Error('too large');
  return encoded.datagrams;
}

function appOf(datagram: Buffer) {
  const split = splitCompound(datagram);
  const app = split.kind === 'packets' && split.packets[0] ? parseApp(split.packets[0]) : undefined;
  if (app === undefined) throw new Error('no APP packet');
  return app;
}

function fragmentOf(datagram: Buffer): ArenaFragment {
  const parsed = parseFragment(appOf(datagram));
  if (parsed.kind === 'malformed') throw new Error(parsed.reason);
  return parsed.fragment;
}

const frame: ArenaFrame = {
  ssrc: 0xcafebabe,
  subtype: 10,
  transaction: 0x1234,
  response: false,
  error: false,
  body: Buffer.from('{}'),
};
const long = { ...frame, body: Buffer.alloc(3000, 'x') };

describe('a signalling packet', () => {
  it('has the bytes of the profile: a PING', () => {
    // V=2 subtype=10, PT=204, 5 words more; SSRC; VARN; version 1, no flags, transaction; fragment 0 of 1, 2 octets; {} and padding
    expect(datagrams(frame).map((datagram) => datagram.toString('hex'))).toEqual([
      '8acc0005cafebabe5641524e0100123400010002' + '7b7d0000',
    ]);
  });

  it('has the bytes of the profile: an error response', () => {
    const body = Buffer.from('{"a":1}');
    expect(datagrams({ ...frame, subtype: 31, response: true, error: true, body })[0]?.toString('hex')).toBe(
      '9fcc0006cafebabe5641524e0103123400010007' + '7b2261223a317d00',
    );
  });

  it('has the bytes of the profile: the second of two fragments', () => {
    const second = datagrams({ ...frame, body: Buffer.from(`${'a'.repeat(1180)}bc`) })[1];
    expect(second?.toString('hex')).toBe('8acc0005cafebabe5641524e0100123401020002' + '62630000');
  });

  it('is refused, not cut, above 64 KiB', () => {
    expect(encodeFrame({ ...frame, body: Buffer.alloc(MAX_MESSAGE_BYTES + 1) }).kind).toBe('tooLarge');
  });

  it.each([
    ['appTruncated', '01001234000100'],
    ['appVersion', '0200123400010000'],
    ['appFlags', '0102123400010000'],
    ['appFragmentIndex', '0100123400000000'],
    ['appFragmentIndex', '0100123401010000'],
    ['appFragmentIndex', '0100123400410000'],
    ['appLength', '0100123400010001'],
    ['appLength', '0100123400010000ffffffff'],
  ])('that is malformed is told by its fault: %s', (reason, hex) => {
    const app = { subtype: 1, ssrc: 1, name: 'VARN', data: Buffer.from(hex, 'hex') };
    expect(parseFragment(app)).toEqual({ kind: 'malformed', reason });
  });

  it('never makes the parser throw', () => {
    const reassembler = createReassembler();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (octets) => {
        const data = Buffer.from(octets);
        if (data.length > 7) data.set([1, data[1] ?? 0, 0, 0, (data[4] ?? 0) % 3, 3, 0, data.length - 8]);
        const parsed = parseFragment({ subtype: 1, ssrc: 1, name: 'VARN', data });
        if (parsed.kind === 'fragment') reassembler.push(parsed.fragment, 0);
      }),
      { numRuns: 3000 },
    );
    expect(reassembler.heldBytes()).toBeLessThanOrEqual(8 * MAX_MESSAGE_BYTES);
  });
});

describe('fragments', () => {
  it('join to what was sent, in any order and some of them twice, each datagram within 1200 octets', () => {
    const frames = fc.record({
      ssrc: fc.nat(0xffff_ffff),
      subtype: fc.nat(31),
      transaction: fc.nat(0xffff),
      response: fc.boolean(),
      error: fc.constant(false),
      body: fc.integer({ min: 0, max: MAX_MESSAGE_BYTES }).map((length) => Buffer.alloc(length, 'abcdefg')),
    });
    fc.assert(
      fc.property(frames, fc.infiniteStream(fc.nat()), (sent, dice) => {
        const parts = datagrams(sent);
        expect(parts.every((part) => part.length <= MAX_DATAGRAM_BYTES)).toBe(true);
        const shuffled = [...parts, ...parts.slice(0, 2)]
          .map((part) => ({ part, key: dice.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key);
        const reassembler = createReassembler();
        const results = shuffled.map(({ part }) => reassembler.push(fragmentOf(part), 0));
        const joined = results.find((result) => result.kind === 'complete')?.frame;
        // Jest compares buffers octet by octet, far too slowly for 64 KiB.
        expect({ ...joined, body: joined?.body.equals(sent.body) }).toEqual({ ...sent, body: true });
      }),
      { numRuns: 100 },
    );
  });

  it('of several repeats of one message complete each other', () => {
    const [a, b, c] = datagrams(long).map(fragmentOf);
    if (!a || !b || !c) throw new Error('three fragments expected');
    const reassembler = createReassembler();
    expect([a, b, a, b].map((part, index) => reassembler.push(part, 8000 * index).kind)).toEqual(
      new Array(4).fill('incomplete'),
    );
    expect(reassembler.push(c, 16_000).kind).toBe('complete');
    expect(reassembler.heldBytes()).toBe(0);
  });

  it('are forgotten when the rest does not come', () => {
    const [a, b, c] = datagrams(long).map(fragmentOf);
    if (!a || !b || !c) throw new Error('three fragments expected');
    const reassembler = createReassembler({ timeoutMs: 1000 });
    reassembler.push(a, 0);
    reassembler.push(b, 1);
    expect(reassembler.push(c, 1001).kind).toBe('incomplete');
    expect(reassembler.heldBytes()).toBe(c.body.length);
  });

  it('of a request and of a response with one transaction are kept apart', () => {
    const request = datagrams(long).map(fragmentOf);
    const response = datagrams({ ...long, response: true }).map(fragmentOf);
    const reassembler = createReassembler();
    const mixed = [request[0], response[1], request[2], response[0], request[1], response[2]];
    const results = mixed.map((part) => part && reassembler.push(part, 0).kind);
    expect(results).toEqual(['incomplete', 'incomplete', 'incomplete', 'incomplete', 'complete', 'complete']);
  });

  it('that disagree on their number are dropped', () => {
    const [a] = datagrams(long).map(fragmentOf);
    if (!a) throw new Error('a fragment expected');
    const reassembler = createReassembler();
    reassembler.push(a, 0);
    expect(reassembler.push({ ...a, index: 1, count: 2 }, 0)).toEqual({
      kind: 'dropped',
      reason: 'appFragmentConflict',
    });
  });

  it('of more unfinished messages than may wait are dropped until the old ones have timed out', () => {
    const [a] = datagrams(long).map(fragmentOf);
    if (!a) throw new Error('a fragment expected');
    const reassembler = createReassembler({ maxPending: 2, timeoutMs: 1000 });
    reassembler.push({ ...a, transaction: 1 }, 0);
    reassembler.push({ ...a, transaction: 2 }, 0);
    expect(reassembler.push({ ...a, transaction: 3 }, 999)).toEqual({ kind: 'dropped', reason: 'appTooManyPending' });
    expect(reassembler.push({ ...a, transaction: 3 }, 1000).kind).toBe('incomplete');
    expect(reassembler.heldBytes()).toBe(a.body.length);
  });

  it('that together pass 64 KiB are dropped', () => {
    const reassembler = createReassembler();
    const body = Buffer.alloc(1180);
    const results = Array.from({ length: 64 }, (_, index) => reassembler.push({ ...frame, index, count: 64, body }, 0));
    expect(results).toContainEqual({ kind: 'dropped', reason: 'appMessageTooLarge' });
    expect(results.map((result) => result.kind)).not.toContain('complete');
  });
});
