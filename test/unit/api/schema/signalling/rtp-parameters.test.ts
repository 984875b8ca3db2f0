import { describe, expect, it } from '@jest/globals';
import {
  readDtlsParameters,
  readRtpCapabilities,
  readRtpParameters,
  showDtlsParameters,
  showIceCandidate,
  showRtpCapabilities,
  showRtpParameters,
} from '../../../../../api/schema/signalling/rtp-parameters.ts';

const parameters = {
  mid: '0',
  codecs: [
    {
      mimeType: 'video/H264',
      payloadType: 108,
      clockRate: 90_000,
      parameters: [
        { name: 'packetization-mode', value: 1 },
        { name: 'profile-level-id', value: '42e01f' },
      ],
      rtcpFeedback: [{ type: 'nack', parameter: 'pli' }, { type: 'transport-cc' }],
    },
  ],
  headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4 }],
  encodings: [{ ssrc: 4_294_967_295, rtxSsrc: 1, maxBitrate: 900_000 }, { rid: 'h' }],
  cname: 'ann@example',
};

describe('RTP parameters', () => {
  it("become the contract's, with defaults filled in", () => {
    expect(readRtpParameters(parameters)).toEqual({
      ok: true,
      value: {
        mid: '0',
        codecs: [
          {
            mimeType: 'video/H264',
            payloadType: 108,
            clockRate: 90_000,
            parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f' },
            rtcpFeedback: [
              { type: 'nack', parameter: 'pli' },
              { type: 'transport-cc', parameter: '' },
            ],
          },
        ],
        headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4, encrypt: false }],
        encodings: [{ ssrc: 4_294_967_295, rtx: { ssrc: 1 }, maxBitrate: 900_000 }, { rid: 'h' }],
        rtcp: { cname: 'ann@example', reducedSize: true },
      },
    });
  });

  it('come back as they went in', () => {
    const read = readRtpParameters(parameters);
    if (!read.ok) throw new Error(read.message);
    expect(readRtpParameters(showRtpParameters(read.value))).toEqual(read);
  });

  it('are refused where a format parameter is there twice', () => {
    const codec = {
      ...parameters.codecs[0],
      parameters: [
        { name: 'a', value: 1 },
        { name: 'a', value: 2 },
      ],
    };
    expect(readRtpParameters({ ...parameters, codecs: [{ ...parameters.codecs[0] }, codec] as never })).toEqual({
      ok: false,
      field: 'codecs.1.parameters',
      message: 'The format parameter "a" is there twice.',
    });
  });

  it('are refused where the contract refuses them, by the path', () => {
    expect(readRtpParameters({ ...parameters, encodings: [] })).toMatchObject({ ok: false, field: 'encodings' });
    const codec = { ...parameters.codecs[0], mimeType: 'text/plain' };
    expect(readRtpParameters({ ...parameters, codecs: [codec] as never })).toMatchObject({
      ok: false,
      field: 'codecs.0.mimeType',
    });
  });
});

describe('RTP capabilities', () => {
  const capabilities = {
    codecs: [
      {
        kind: 'AUDIO' as const,
        mimeType: 'audio/opus',
        clockRate: 48_000,
        channels: 2,
        preferredPayloadType: 100,
        parameters: [{ name: 'useinbandfec', value: 1 }],
        rtcpFeedback: [],
      },
    ],
    headerExtensions: [{ kind: 'VIDEO' as const, uri: 'urn:3gpp:video-orientation', preferredId: 5 }],
  };

  it("become the contract's and come back", () => {
    const read = readRtpCapabilities(capabilities);
    expect(read).toMatchObject({
      ok: true,
      value: {
        codecs: [{ kind: 'audio', parameters: { useinbandfec: 1 } }],
        headerExtensions: [{ direction: 'sendrecv' }],
      },
    });
    if (!read.ok) throw new Error(read.message);
    expect(readRtpCapabilities(showRtpCapabilities(read.value))).toEqual(read);
  });
});

describe('DTLS parameters', () => {
  const fingerprint = { algorithm: 'sha-256', value: 'AB:CD' };

  it("become the contract's and come back", () => {
    const read = readDtlsParameters({ role: 'CLIENT', fingerprints: [fingerprint] });
    expect(read).toEqual({ ok: true, value: { role: 'client', fingerprints: [fingerprint] } });
    if (!read.ok) throw new Error(read.message);
    expect(showDtlsParameters(read.value)).toEqual({ role: 'CLIENT', fingerprints: [fingerprint] });
  });

  it('are refused with a hash function that RFC 8122 does not know', () => {
    const read = readDtlsParameters({ fingerprints: [{ algorithm: 'md5', value: 'AB' }] });
    expect(read).toMatchObject({ ok: false, field: 'fingerprints.0.algorithm' });
  });
});

describe('ICE candidates', () => {
  it("are shown without the contract's fixed fields", () => {
    const candidate = { foundation: 'f', priority: 1, address: '127.0.0.1', port: 40_000 };
    expect(showIceCandidate({ ...candidate, protocol: 'udp', type: 'host' })).toEqual({
      ...candidate,
      protocol: 'UDP',
    });
  });
});
