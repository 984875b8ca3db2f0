import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildRtpPacket, parseRtpHeader, rtpPayload } from '../../../../media/rtp/rtp-packet.ts';
import { createTheoraPacketizer } from '../../../../media/transcode/theora-packetizer.ts';
import { isTheoraKeyframe, readTheoraPayload, theoraPayloadsOf } from '../../../../media/transcode/theora-payload.ts';
import { createTheoraSplitter } from '../../../../media/transcode/theora-splitter.ts';

const header = { payloadType: 98, sequenceNumber: 65_535, timestamp: 9_000, ssrc: 5 };

function parse(packet: Buffer) {
  const parsed = parseRtpHeader(packet);
  if (parsed === undefined) throw new Error('no RTP');
  return parsed;
}

describe("Theora's RTP payload", () => {
  it('carries a small picture whole', () => {
    const [payload, ...more] = theoraPayloadsOf(Buffer.from([0x3f, 1, 2]), 0x123456, 100);
    expect(more).toEqual([]);
    expect(payload?.toString('hex')).toBe('123456010003' + '3f0102');
  });

  it('cuts a large picture, of any size, so that it can be put together again', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 2_000 }),
        fc.integer({ min: 8, max: 300 }),
        (octets, largest) => {
          const picture = Buffer.from(octets);
          const payloads = theoraPayloadsOf(picture, 7, largest).map((payload) => {
            expect(payload.length).toBeLessThanOrEqual(largest);
            return readTheoraPayload(payload);
          });
          expect(Buffer.concat(payloads.flatMap((payload) => payload?.data ?? []))).toEqual(picture);
          const kinds = payloads.map((payload) => payload?.fragment);
          if (kinds.length === 1) expect(kinds).toEqual(['whole']);
          else expect([kinds[0], kinds.at(-1)]).toEqual(['first', 'last']);
        },
      ),
    );
  });

  it('that breaks off is refused', () => {
    const payload = theoraPayloadsOf(Buffer.alloc(50), 7, 100)[0] ?? Buffer.alloc(0);
    for (let length = 0; length < payload.length; length += 1) {
      expect(readTheoraPayload(payload.subarray(0, length))).toBeUndefined();
    }
  });

  it('begins a keyframe where the second bit is 0, never where the picture is empty', () => {
    expect([0x3f, 0x7f, 0x80].map((first) => isTheoraKeyframe(Buffer.from([first])))).toEqual([true, false, false]);
    expect(isTheoraKeyframe(Buffer.alloc(0))).toBe(false);
  });
});

describe('the splitter', () => {
  it('gives pictures that share a packet one each, with timestamps of their own, and makes room for what follows', () => {
    const split = createTheoraSplitter(25);
    const shared = Buffer.from('123456030001aa0002bbbb0000', 'hex');
    const pictures = split(buildRtpPacket({ ...header, marker: true, payload: shared }));
    expect(pictures.map((packet) => rtpPayload(packet, parse(packet)).toString('hex'))).toEqual([
      '123456010001aa',
      '123456010002bbbb',
      '123456010000',
    ]);
    expect(pictures.map((packet) => parse(packet).sequenceNumber)).toEqual([65_535, 0, 1]);
    expect(pictures.map((packet) => parse(packet).timestamp)).toEqual([9_000, 12_600, 16_200]);

    const payload = Buffer.from('123456010001cc', 'hex');
    const [next] = split(buildRtpPacket({ ...header, sequenceNumber: 0, payload }));
    expect(next && parse(next).sequenceNumber).toBe(2);
  });

  it('leaves fragments, and what it cannot read, as they are', () => {
    const split = createTheoraSplitter(25);
    for (const payload of [Buffer.from('123456400001aa', 'hex'), Buffer.from('12', 'hex')]) {
      const packet = buildRtpPacket({ ...header, payload });
      expect(split(Buffer.from(packet))).toEqual([packet]);
    }
  });
});

describe('the packetizer', () => {
  it('gives one picture one timestamp, the last packet the marker, and no packet more than 1200 octets', () => {
    const packetize = createTheoraPacketizer(
      { width: 64, height: 64, frameRate: 25 },
      { payloadType: 98, ssrc: 5, firstTimestamp: 2 ** 32 - 1 },
    );
    const packets = [
      packetize({ index: 0, data: Buffer.alloc(3_000) }),
      packetize({ index: 3, data: Buffer.alloc(10) }),
    ];
    const headers = packets.flat().map(parse);
    expect(headers.map(({ timestamp }) => timestamp)).toEqual([0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 10_799]);
    expect(headers.map(({ marker }) => marker)).toEqual([false, false, true, true]);
    expect(headers.map(({ sequenceNumber }) => sequenceNumber)).toEqual([0, 1, 2, 3]);
    expect(Math.max(...packets.flat().map((packet) => packet.length))).toBe(1_200);
  });
});
