import { describe, expect, it } from '@jest/globals';
import type { types } from 'mediasoup-client';
import {
  capabilitiesFromWire,
  capabilitiesToWire,
  dtlsToWire,
  parametersForReceiver,
  parametersOfSender,
  transportFromWire,
} from '../../../../../web-admin/src/features/session/rtp-wire.ts';

const mid = 'urn:ietf:params:rtp-hdrext:sdes:mid';

const capabilities: types.RtpCapabilities = {
  codecs: [
    {
      kind: 'audio',
      mimeType: 'audio/opus',
      clockRate: 48000,
      channels: 2,
      preferredPayloadType: 100,
      parameters: { minptime: 10, 'sprop-stereo': 1 },
      rtcpFeedback: [{ type: 'transport-cc', parameter: '' }],
    },
    {
      kind: 'video',
      mimeType: 'video/H264',
      clockRate: 90000,
      preferredPayloadType: 101,
      parameters: { 'profile-level-id': '42e01f', 'packetization-mode': 1 },
      rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
    },
  ],
  headerExtensions: [{ kind: 'audio', uri: mid, preferredId: 1, preferredEncrypt: false, direction: 'sendrecv' }],
};

describe('RTP between the API and mediasoup-client', () => {
  it('carries capabilities there and back unchanged', () => {
    const { codecs, headerExtensions } = capabilitiesToWire(capabilities);
    const wire = {
      codecs: codecs.map((codec) => ({
        ...codec,
        channels: codec.channels ?? null,
        preferredPayloadType: codec.preferredPayloadType ?? null,
        parameters: codec.parameters ?? [],
        rtcpFeedback: (codec.rtcpFeedback ?? []).map(({ type, parameter }) => ({ type, parameter: parameter ?? '' })),
      })),
      headerExtensions: (headerExtensions ?? []).map((extension) => ({
        ...extension,
        preferredEncrypt: extension.preferredEncrypt ?? false,
        direction: extension.direction ?? 'SENDRECV',
      })),
    };
    expect(capabilitiesFromWire(wire)).toEqual(capabilities);
  });

  it('leaves header extensions out that mediasoup-client does not know', () => {
    const extension = { kind: 'VIDEO', preferredId: 9, preferredEncrypt: false, direction: 'SENDRECV' } as const;
    const wire = { codecs: [], headerExtensions: [{ ...extension, uri: 'urn:example:unknown' }] };
    expect(capabilitiesFromWire(wire).headerExtensions).toEqual([]);
  });

  it('sends numbers of format parameters as numbers and everything else as text', () => {
    const sent = parametersOfSender({
      mid: '0',
      codecs: [
        {
          mimeType: 'video/H264',
          payloadType: 102,
          clockRate: 90000,
          parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', absent: undefined },
        },
      ],
      encodings: [{ ssrc: 4_294_967_295, rtx: { ssrc: 7 }, maxBitrate: 1_000_000 }],
      rtcp: { cname: 'ada', reducedSize: true },
    });
    expect(sent.codecs[0]?.parameters).toEqual([
      { name: 'packetization-mode', value: 1 },
      { name: 'profile-level-id', value: '42e01f' },
    ]);
    expect(sent).toMatchObject({ mid: '0', cname: 'ada', encodings: [{ ssrc: 4_294_967_295, rtxSsrc: 7, rid: null }] });
  });

  it('gives a receiver no null where mediasoup-client wants nothing', () => {
    const received = parametersForReceiver({
      mid: '1',
      cname: null,
      reducedSize: true,
      codecs: [
        { mimeType: 'video/VP8', payloadType: 96, clockRate: 90000, channels: null, parameters: [], rtcpFeedback: [] },
      ],
      headerExtensions: [{ uri: mid, id: 1, encrypt: false }],
      encodings: [
        {
          ssrc: 5,
          rid: null,
          rtxSsrc: 6,
          codecPayloadType: null,
          dtx: null,
          scalabilityMode: 'L1T1',
          maxBitrate: null,
        },
      ],
    });
    expect(received).toEqual({
      mid: '1',
      rtcp: { reducedSize: true, mux: true },
      codecs: [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90000, parameters: {}, rtcpFeedback: [] }],
      headerExtensions: [{ uri: mid, id: 1, encrypt: false }],
      encodings: [{ ssrc: 5, rtx: { ssrc: 6 }, scalabilityMode: 'L1T1' }],
    });
  });

  it('makes candidates of the node host candidates, passive ones over TCP', () => {
    const candidate = { foundation: 'f', priority: 1, address: '10.0.0.1', port: 40000 };
    const options = transportFromWire({
      __typename: 'CreateTransportPayload',
      transportId: 't',
      iceParameters: { usernameFragment: 'u', password: 'p', iceLite: true },
      iceCandidates: [
        { ...candidate, protocol: 'UDP' },
        { ...candidate, protocol: 'TCP' },
      ],
      dtlsParameters: {
        role: 'AUTO',
        fingerprints: [
          { algorithm: 'sha-256', value: 'AA' },
          { algorithm: 'md5', value: 'BB' },
        ],
      },
    });
    expect(options.iceCandidates).toEqual([
      { ...candidate, ip: '10.0.0.1', protocol: 'udp', type: 'host' },
      { ...candidate, ip: '10.0.0.1', protocol: 'tcp', type: 'host', tcpType: 'passive' },
    ]);
    expect(options.dtlsParameters).toEqual({ role: 'auto', fingerprints: [{ algorithm: 'sha-256', value: 'AA' }] });
  });

  it('tells the role of the client’s DTLS in the API’s words', () => {
    expect(dtlsToWire({ role: 'client', fingerprints: [] }).role).toBe('CLIENT');
    expect(dtlsToWire({ fingerprints: [] }).role).toBe('AUTO');
  });
});
