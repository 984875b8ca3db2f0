import { describe, expect, it } from '@jest/globals';
import {
  codecName,
  fromMediasoupCapabilities,
  mediaCodec,
  routerCodecs,
  toMediasoupParameters,
} from '../../../../media/sfu/rtp-parameters.ts';
import { testPolicy } from '../../../support/policy.ts';

describe('RTP parameters on their way to mediasoup', () => {
  it('lose the keys whose value is undefined, at every depth', () => {
    const parameters = toMediasoupParameters({
      mid: undefined,
      codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2, parameters: undefined }],
      encodings: [{ ssrc: 1, rid: undefined }],
    });
    expect(parameters).toStrictEqual({
      codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
      encodings: [{ ssrc: 1 }],
    });
  });

  it('name the media codec, not what repairs it', () => {
    const codec = (mimeType: string, payloadType: number) => ({ mimeType, payloadType, clockRate: 90_000 });
    expect(mediaCodec({ codecs: [codec('video/rtx', 97), codec('video/VP8', 96)] }).payloadType).toBe(96);
    expect(() => mediaCodec({ codecs: [codec('video/rtx', 97)] })).toThrow(TypeError);
    expect(codecName('video/H264')).toBe('h264');
  });
});

describe('a router', () => {
  it('speaks the codecs of the policy in its order', () => {
    const names = (webRtcVideo: ('vp8' | 'h264')[]) =>
      routerCodecs({ ...testPolicy, webRtcVideo }).map(({ mimeType }) => mimeType);
    expect(names(['h264', 'vp8'])).toEqual(['audio/opus', 'video/H264', 'video/VP8']);
    expect(names(['vp8'])).toEqual(['audio/opus', 'video/VP8']);
  });

  it('keeps abs-capture-time to itself, which breaks simulcast with present clients', () => {
    const extension = (name: string, preferredId: number) => ({
      kind: 'video' as const,
      uri: name as 'urn:3gpp:video-orientation',
      preferredId,
    });
    const { headerExtensions } = fromMediasoupCapabilities({
      codecs: [],
      headerExtensions: [
        extension('http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time', 1),
        extension('urn:3gpp:video-orientation', 2),
      ],
    });
    expect(headerExtensions.map(({ preferredId }) => preferredId)).toEqual([2]);
  });
});
