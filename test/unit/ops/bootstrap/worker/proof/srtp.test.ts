import { describe, expect, it } from '@jest/globals';
import {
  KEYING_MATERIAL_LENGTH,
  protect,
  srtpKeysOf,
  unprotectPayload,
} from '../../../../../../ops/bootstrap/worker/proof/srtp.mjs';
import { kindOfDatagram, nominatingBindingRequest } from '../../../../../../ops/bootstrap/worker/proof/stun.mjs';

const MATERIAL = Buffer.from(Array.from({ length: KEYING_MATERIAL_LENGTH }, (_, index) => index));
const RTP = Buffer.from('806f000100000000111111116d65646961', 'hex');

describe('SRTP of the proof', () => {
  it('opens what it sealed with the same keys', () => {
    const { client } = srtpKeysOf(MATERIAL);
    expect(unprotectPayload(client, protect(client, RTP)).toString()).toBe('media');
  });

  it("refuses the other side's keys and a changed header", () => {
    const { client, server } = srtpKeysOf(MATERIAL);
    const sealed = protect(client, RTP);
    expect(() => unprotectPayload(server, sealed)).toThrow();
    sealed.writeUInt32BE(1, 4);
    expect(() => unprotectPayload(client, sealed)).toThrow();
  });
});

describe('datagrams on one port (RFC 7983)', () => {
  it('are told apart by their first byte', () => {
    const credentials = { localUfrag: 'a', remoteUfrag: 'b', remotePassword: 'c' };
    expect(kindOfDatagram(nominatingBindingRequest(credentials))).toBe('stun');
    expect(kindOfDatagram(Buffer.from([22]))).toBe('dtls');
    expect(kindOfDatagram(RTP)).toBe('rtp');
    expect(kindOfDatagram(Buffer.alloc(0))).toBe('other');
  });
});
