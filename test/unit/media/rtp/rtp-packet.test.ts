import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  buildRtpPacket,
  isRtcp,
  parseRtpHeader,
  rtpPayload,
  setPayloadType,
  setSequenceNumber,
  setSsrc,
  setTimestamp,
} from '../../../../media/rtp/rtp-packet.ts';

/** V=2, P, X, CC=1, M, PT=98, seq 0x1234, ts 0xDEADBEEF, SSRC 0xCAFEBABE, CSRC 1, extension 0xBEDE of one word, 3 octets, 2 of padding. */
const full = Buffer.from('b1e21234deadbeefcafebabe00000001bede000110ff0000aabbcc0002', 'hex');

describe('an RTP header', () => {
  it('is read with CSRCs, extension and padding', () => {
    expect(parseRtpHeader(full)).toEqual({
      payloadType: 98,
      sequenceNumber: 0x1234,
      timestamp: 0xdeadbeef,
      ssrc: 0xcafebabe,
      marker: true,
      csrcCount: 1,
      extension: { profile: 0xbede, offset: 20, lengthBytes: 4 },
      payloadOffset: 24,
      paddingLength: 2,
    });
  });

  it('tells where the payload lies, without copying it', () => {
    const header = parseRtpHeader(full);
    if (header === undefined) throw new Error('not read');
    const payload = rtpPayload(full, header);
    expect(payload.toString('hex')).toBe('aabbcc');
    expect(payload.buffer).toBe(full.buffer);
  });

  it.each([
    ['shorter than twelve octets', '8061000000000000000000'],
    ['of another version', '4061000100000002000000030a'],
    ['whose CSRCs pass the end', '8f610001000000020000000300000001'],
    ['whose extension header passes the end', '90610001000000020000000300'],
    ['whose extension passes the end', '906100010000000200000003bede0002ffffffff'],
    ['whose padding is nought', 'a0610001000000020000000300'],
    ['whose padding passes the payload', 'a061000100000002000000030103'],
  ])('%s is not read', (_title, hex) => {
    expect(parseRtpHeader(Buffer.from(hex, 'hex'))).toBeUndefined();
  });

  it('is written in place and touches nothing else', () => {
    const packet = Buffer.from(full);
    setPayloadType(packet, 97);
    setSequenceNumber(packet, 0x1_0002);
    setTimestamp(packet, 2 ** 32 + 5);
    setSsrc(packet, 0xffffffff);
    expect(packet.toString('hex')).toBe('b1e1000200000005ffffffff00000001bede000110ff0000aabbcc0002');
  });

  it('is built as the wire has it', () => {
    const payload = Buffer.from('0102', 'hex');
    const packet = buildRtpPacket({
      payloadType: 97,
      sequenceNumber: 1,
      timestamp: 320,
      ssrc: 7,
      marker: true,
      payload,
    });
    expect(packet.toString('hex')).toBe('80e1000100000140000000070102');
  });

  it('never throws and never points outside, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (octets, valid) => {
        const packet = Buffer.from(octets);
        if (valid && packet.length > 0) packet[0] = ((packet[0] ?? 0) & 0x3f) | 0x80;
        const header = parseRtpHeader(packet);
        if (header === undefined) return;
        expect(header.payloadOffset + header.paddingLength).toBeLessThanOrEqual(packet.length);
        if (header.extension) expect(header.extension.offset + header.extension.lengthBytes).toBe(header.payloadOffset);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('RTP and RTCP on one port', () => {
  it('are told apart by the second octet', () => {
    expect(isRtcp(Buffer.from('80c80006', 'hex'))).toBe(true);
    expect(isRtcp(Buffer.from('81cc0006', 'hex'))).toBe(true);
    expect(isRtcp(full)).toBe(false);
    expect(isRtcp(Buffer.from('80', 'hex'))).toBe(false);
  });
});
