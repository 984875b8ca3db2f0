import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  appsNamed,
  parseRtcp,
  type ReportBlock,
  type RtcpPacket,
  splitCompound,
  withoutApp,
} from '../../../../media/rtp/rtcp.ts';
import {
  buildApp,
  buildBye,
  buildPli,
  buildReceiverReport,
  buildSdes,
  buildSenderReport,
} from '../../../../media/rtp/rtcp-build.ts';

const block: ReportBlock = {
  ssrc: 0x01020304,
  fractionLost: 0x40,
  cumulativeLost: -2,
  highestSequence: 0x0001_ffff,
  jitter: 7,
  lastSr: 0xaabbccdd,
  delaySinceLastSr: 0x00010000,
};

/** Hand-made, field by field, from RFC 3550 and RFC 4585. */
const golden: [title: string, built: Buffer, hex: string, parsed: RtcpPacket][] = [
  [
    'a sender report',
    buildSenderReport({
      ssrc: 1,
      ntpSeconds: 2,
      ntpFraction: 3,
      rtpTimestamp: 4,
      packetCount: 5,
      octetCount: 6,
      reports: [],
    }),
    '80c80006 00000001 00000002 00000003 00000004 00000005 00000006',
    {
      kind: 'senderReport',
      ssrc: 1,
      ntpSeconds: 2,
      ntpFraction: 3,
      rtpTimestamp: 4,
      packetCount: 5,
      octetCount: 6,
      reports: [],
    },
  ],
  [
    'a receiver report with a block whose loss is negative',
    buildReceiverReport({ ssrc: 9, reports: [block] }),
    '81c90007 00000009 01020304 40fffffe 0001ffff 00000007 aabbccdd 00010000',
    { kind: 'receiverReport', ssrc: 9, reports: [block] },
  ],
  [
    'a source description of two SSRCs',
    buildSdes([
      { ssrc: 1, cname: 'ab', name: 'c' },
      { ssrc: 2, cname: 'd' },
    ]),
    // 4 + (4 + 4 + 3 + 1) + (4 + 3 + 1)
    '82ca0005 00000001 01026162 02016300 00000002 01016400',
    {
      kind: 'sourceDescription',
      chunks: [
        { ssrc: 1, cname: 'ab', name: 'c' },
        { ssrc: 2, cname: 'd' },
      ],
    },
  ],
  [
    'a BYE without reason',
    buildBye([1, 2]),
    '82cb0002 00000001 00000002',
    { kind: 'bye', ssrcs: [1, 2], reason: undefined },
  ],
  [
    'a BYE with its reason',
    buildBye([1], 'end'),
    '81cb0002 00000001 03656e64',
    { kind: 'bye', ssrcs: [1], reason: 'end' },
  ],
  [
    'a picture loss indication',
    buildPli(1, 0xfffffffe),
    '81ce0002 00000001 fffffffe',
    { kind: 'pictureLoss', senderSsrc: 1, mediaSsrc: 0xfffffffe },
  ],
  [
    'an APP packet, zero padded',
    buildApp({ subtype: 10, ssrc: 5, name: 'VARN', data: Buffer.from('ff', 'hex') }),
    '8acc0003 00000005 5641524e ff000000',
    { kind: 'app', subtype: 10, ssrc: 5, name: 'VARN', data: Buffer.from('ff000000', 'hex') },
  ],
];

function split(datagram: Buffer) {
  const result = splitCompound(datagram);
  if (result.kind === 'malformed') throw new Error(result.reason);
  return result.packets;
}

describe('RTCP packets', () => {
  it.each(golden)('%s has the bytes of the RFC', (_title, built, hex) => {
    expect(built.toString('hex')).toBe(hex.replaceAll(' ', ''));
  });

  it.each(golden)('%s is read back', (_title, built, _hex, parsed) => {
    expect(split(built).map(parseRtcp)).toEqual([parsed]);
  });

  it('survive one compound together', () => {
    const compound = Buffer.concat(golden.map(([, built]) => built));
    expect(split(compound).map(parseRtcp)).toEqual(golden.map(([, , , parsed]) => parsed));
  });

  it('of a kind that we do not know are passed by', () => {
    expect(split(Buffer.from('8fcd00020000000100000002', 'hex')).map(parseRtcp)).toEqual([
      { kind: 'other', packetType: 205, count: 15 },
    ]);
  });

  it.each([
    ['reports more blocks than it holds', '82c90001 00000001'],
    ['has an SDES item longer than the packet', '81ca0002 00000001 01ff6162'],
    ['has an SDES list without an end', '81ca0002 00000001 01026162'],
    ['has fewer SSRCs in its BYE than it says', '83cb0001 00000001'],
    ['has a reason that passes its BYE', '81cb0002 00000001 09656e64'],
    ['is a PLI without media SSRC', '81ce0001 00000001'],
    ['is an APP without name', '80cc0001 00000001'],
  ])('a packet that %s is not read', (_title, hex) => {
    expect(split(Buffer.from(hex.replaceAll(' ', ''), 'hex')).map(parseRtcp)).toEqual([undefined]);
  });

  it('cut texts of more than 255 octets between characters', () => {
    const [chunk] = split(buildSdes([{ ssrc: 1, cname: `${'a'.repeat(254)}é` }])).map(parseRtcp);
    expect(chunk).toEqual({ kind: 'sourceDescription', chunks: [{ ssrc: 1, cname: 'a'.repeat(254) }] });
  });
});

describe('a compound', () => {
  it.each([
    ['nothing', ''],
    ['a header cut short', '80c900'],
    ['another version', '40c9000100000001'],
    ['a packet type that is not RTCP', '8061000100000001'],
    ['a length that passes the end', '80c9000200000001'],
    ['octets behind the last packet', '80c900010000000180'],
    ['padding in the first packet', 'a0c900020000000100000004 80c9000100000001'],
    ['padding of nought', 'a0c900020000000100000000'],
    ['padding that is no multiple of four', 'a0c900020000000100000003'],
    ['padding that eats the header', 'a0c90002000000010000000c'],
  ])('of %s is malformed', (_title, hex) => {
    expect(splitCompound(Buffer.from(hex.replaceAll(' ', ''), 'hex')).kind).toBe('malformed');
  });

  it('may begin with any packet, and its last may be padded', () => {
    const padded = Buffer.from('a0c90003000000010000000000000008', 'hex');
    const [packet] = split(padded);
    expect(packet?.body.toString('hex')).toBe('00000001');
    expect(packet?.bytes.length).toBe(16);
  });

  it('loses its APP packets and nothing else', () => {
    const [report, app, bye] = [
      buildReceiverReport({ ssrc: 1, reports: [] }),
      buildApp({ subtype: 1, ssrc: 1, name: 'VARN', data: Buffer.alloc(0) }),
      buildBye([1]),
    ];
    expect(withoutApp(Buffer.concat([report, app, bye, app]))).toEqual(Buffer.concat([report, bye]));
  });

  it('is given back uncopied where there is no APP, and not at all where there is nothing else', () => {
    const report = buildReceiverReport({ ssrc: 1, reports: [] });
    expect(withoutApp(report)).toBe(report);
    expect(withoutApp(buildApp({ subtype: 1, ssrc: 1, name: 'VARN', data: Buffer.alloc(0) }))).toBeUndefined();
    expect(withoutApp(Buffer.from('80', 'hex'))).toBeUndefined();
  });

  it('gives the APP packets of one name', () => {
    const apps = ['VARN', 'ELSE', 'VARN'].map((name, subtype) =>
      buildApp({ subtype, ssrc: 1, name, data: Buffer.alloc(4) }),
    );
    expect(appsNamed(split(Buffer.concat(apps)), 'VARN').map((app) => app.subtype)).toEqual([0, 2]);
  });
});

describe('hostile RTCP', () => {
  const anything = fc.uint8Array({ maxLength: 400 });
  /** A valid header with any body, so that the inner parsers are reached. */
  const plausible = fc
    .tuple(fc.integer({ min: 0, max: 31 }), fc.integer({ min: 200, max: 206 }), fc.uint8Array({ maxLength: 200 }))
    .map(([count, packetType, body]) => {
      const words = Math.floor(body.length / 4);
      const header = Buffer.from([0x80 | count, packetType, 0, words]);
      return Buffer.concat([header, Buffer.from(body).subarray(0, 4 * words)]);
    });

  it('never makes a parser throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anything.map((octets) => Buffer.from(octets)),
          plausible,
        ),
        (datagram) => {
          withoutApp(datagram);
          const result = splitCompound(datagram);
          if (result.kind === 'packets') result.packets.forEach(parseRtcp);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('of the largest size is taken apart in linear time', () => {
    const tiny = Buffer.from('80cb0000', 'hex');
    const datagram = Buffer.concat(new Array<Buffer>(16_000).fill(tiny));
    const before = performance.now();
    expect(split(datagram).map(parseRtcp)).toHaveLength(16_000);
    expect(performance.now() - before).toBeLessThan(500);
  });
});
