import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type ArenaRequest,
  type ArenaStream,
  encodeBody,
  MESSAGE_TYPES,
  messageType,
  parseRequest,
  parseResponse,
} from '../../../../media/arena/messages.ts';

const stream: ArenaStream = {
  ssrc: 0xffff_ffff,
  cname: 'a@b',
  kind: 'video',
  source: 'scene',
  payloadType: 98,
  codec: 'theora',
  clockRate: 90_000,
  parameters: { configuration: 'AAAA', width: 640, height: 360, frameRate: 12.5, sampling: 'YCbCr-4:2:0' },
  maxBitrate: 800_000,
};

const requests: ArenaRequest[] = [
  {
    type: 'JOIN',
    body: {
      arena: 'a',
      cname: 'c',
      name: 'n',
      token: 't',
      capabilities: { audio: ['speex'], video: [], tiles: false },
    },
  },
  { type: 'LEAVE', body: {} },
  { type: 'STREAM', body: stream },
  { type: 'STREAM_END', body: { ssrc: 0 } },
  { type: 'SUBSCRIBE', body: { ssrc: 1, maxBitrate: 64_000 } },
  { type: 'UNSUBSCRIBE', body: { ssrc: 1 } },
  { type: 'PARTICIPANT', body: { cname: 'c', name: 'Åse', state: 'left' } },
  { type: 'BANDWIDTH', body: { bitsPerSecond: 1 } },
  { type: 'DESCRIBE', body: { type: 'offer', sdp: 'v=0' } },
  { type: 'PING', body: {} },
  { type: 'MUTE', body: { ssrc: 1, muted: true } },
  { type: 'SPEAKER', body: { ssrcs: [2, 1] } },
];

function parse(type: keyof typeof MESSAGE_TYPES, body: unknown) {
  return parseRequest(MESSAGE_TYPES[type], Buffer.from(JSON.stringify(body)));
}

describe('the arena’s messages', () => {
  it('have the numbers of the profile', () => {
    expect(requests.map(({ type }) => MESSAGE_TYPES[type])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(messageType(7)).toBe('PARTICIPANT');
    expect(messageType(13)).toBeUndefined();
  });

  it.each(requests)('$type is read as it was written', (request) => {
    expect(parseRequest(MESSAGE_TYPES[request.type], encodeBody(request.body))).toEqual({ kind: 'request', request });
  });

  it('of an unknown type are refused as such', () => {
    expect(parseRequest(31, Buffer.from('{}'))).toMatchObject({ kind: 'bad', code: 'UNKNOWN_TYPE' });
  });

  it('lose the members that we do not know, but not the codec’s parameters', () => {
    expect(parse('STREAM_END', { ssrc: 1, later: true })).toEqual({
      kind: 'request',
      request: { type: 'STREAM_END', body: { ssrc: 1 } },
    });
    expect(parse('STREAM', stream)).toMatchObject({ request: { body: { parameters: { sampling: 'YCbCr-4:2:0' } } } });
  });

  it('name codecs in lower case, however they came', () => {
    expect(parse('STREAM', { ...stream, codec: 'Theora' })).toMatchObject({ request: { body: { codec: 'theora' } } });
  });

  it.each([
    ['an SSRC of 33 bits', 'STREAM_END', { ssrc: 2 ** 32 }],
    ['an SSRC in words', 'STREAM_END', { ssrc: '1' }],
    ['a broken SSRC', 'STREAM_END', { ssrc: 1.5 }],
    ['no body but an array', 'PING', []],
    ['no body but nothing', 'PING', null],
    ['a participant without state', 'PARTICIPANT', { cname: 'c', name: 'n' }],
    ['a CNAME of more than 255 octets', 'PARTICIPANT', { cname: 'é'.repeat(128), name: 'n', state: 'left' }],
    ['a configuration that is no base64', 'STREAM', { ...stream, parameters: { configuration: '***' } }],
    ['a parameter that is an object', 'STREAM', { ...stream, parameters: { deep: { er: 1 } } }],
    ['parameters that are none', 'STREAM', { ...stream, parameters: 1 }],
    [
      'more parameters than any codec has',
      'STREAM',
      { ...stream, parameters: Object.fromEntries(Array.from({ length: 65 }, (_, n) => [n, n])) },
    ],
    ['a payload type of eight bits', 'STREAM', { ...stream, payloadType: 128 }],
    ['a clock that stands still', 'STREAM', { ...stream, clockRate: 0 }],
  ] as const)('with %s are refused, and told where', (_title, type, body) => {
    expect(parse(type, body)).toMatchObject({ kind: 'bad', code: 'BAD_MESSAGE', reason: expect.any(String) });
  });

  it.each([
    ['no JSON', Buffer.from('{')],
    ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['nothing', Buffer.alloc(0)],
    ['JSON of 32 Ki brackets', Buffer.alloc(32_768, '[')],
  ])('of %s are refused', (_title, body) => {
    expect(parseRequest(MESSAGE_TYPES.PING, body)).toMatchObject({ kind: 'bad', code: 'BAD_MESSAGE' });
  });

  it('cannot reach Object.prototype', () => {
    const body = Buffer.from(JSON.stringify(stream).replace('"width"', '"__proto__":1,"constructor":"x","width"'));
    const parsed = parseRequest(MESSAGE_TYPES.STREAM, body);
    expect(parsed.kind).toBe('request');
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    if (parsed.kind === 'request' && parsed.request.type === 'STREAM') {
      expect(Object.getPrototypeOf(parsed.request.body.parameters)).toBe(Object.prototype);
    }
  });

  it('never make the parser throw', () => {
    fc.assert(
      fc.property(
        fc.nat(31),
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (subtype, octets) => {
          parseRequest(subtype, Buffer.from(octets));
          parseResponse('JOIN', subtype % 2 === 0, Buffer.from(octets));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('responses', () => {
  const joined = { session: 's', ssrc: 7, tilePort: 0, participants: [{ cname: 'c', name: 'n' }], streams: [stream] };

  it('to JOIN hold who is there and what is sent', () => {
    expect(parseResponse('JOIN', false, encodeBody(joined))).toEqual({ kind: 'accepted', body: joined });
  });

  it('that are errors hold the code and the reason', () => {
    expect(parseResponse('STREAM', true, encodeBody({ code: 'FULL', reason: 'no room' }))).toEqual({
      kind: 'refused',
      code: 'FULL',
      reason: 'no room',
    });
  });

  it('whose code or body we do not know count as REFUSED', () => {
    expect(parseResponse('STREAM', true, Buffer.from('{"code":"LATER","reason":"x"}'))).toEqual({
      kind: 'refused',
      code: 'REFUSED',
      reason: 'x',
    });
    expect(parseResponse('STREAM', true, Buffer.from('?'))).toMatchObject({ kind: 'refused', code: 'REFUSED' });
  });

  it('that do not fit their request are bad', () => {
    expect(parseResponse('JOIN', false, Buffer.from('{}'))).toMatchObject({ kind: 'bad' });
  });
});
