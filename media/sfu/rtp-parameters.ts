/** The contract's RTP shapes to mediasoup's and back. They differ in how absent fields are typed, not in meaning. */
import type { types } from 'mediasoup';
import type { CodecPolicy } from '../contract/policy.ts';
import {
  type RtpCapabilities,
  type RtpParameters,
  rtpCapabilities as rtpCapabilitiesShape,
  rtpParameters as rtpParametersShape,
} from '../contract/rtp-types.ts';

/**
 * mediasoup 3.25 and later never switch simulcast layers where a client uses this extension with mediasoup-client 3.18 to
 * 3.24: clients are not told of it.
 */
const HIDDEN_EXTENSION = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time';

/** Takes out keys whose value is undefined: mediasoup reads `'x' in object` in places. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => [key, withoutUndefined(field)]),
  );
}

/** mediasoup validates them once more, by itself, when they are used. */
export function toMediasoupParameters(parameters: RtpParameters): types.RtpParameters {
  return withoutUndefined(parameters) as types.RtpParameters;
}

/** See `toMediasoupParameters`. */
export function toMediasoupCapabilities(capabilities: RtpCapabilities): types.RtpCapabilities {
  return withoutUndefined(capabilities) as types.RtpCapabilities;
}

export function fromMediasoupParameters(parameters: types.RtpParameters): RtpParameters {
  return rtpParametersShape.parse(parameters);
}

/** A router's capabilities as clients get them. */
export function fromMediasoupCapabilities(capabilities: types.RtpCapabilities): RtpCapabilities {
  const { headerExtensions = [], ...others } = capabilities;
  return rtpCapabilitiesShape.parse({
    ...others,
    headerExtensions: headerExtensions.filter((extension) => extension.uri !== HIDDEN_EXTENSION),
  });
}

/** Bits a second that Chromium starts a picture's encoder with, so that the first frames are not mush. */
const START_BITRATE_KBPS = 1000;

const CODECS = {
  opus: { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2, parameters: { useinbandfec: 1 } },
  vp8: {
    kind: 'video',
    mimeType: 'video/VP8',
    clockRate: 90_000,
    parameters: { 'x-google-start-bitrate': START_BITRATE_KBPS },
  },
  h264: {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: {
      'packetization-mode': 1,
      'profile-level-id': '42e01f',
      'level-asymmetry-allowed': 1,
      'x-google-start-bitrate': START_BITRATE_KBPS,
    },
  },
} as const satisfies Record<string, types.RouterRtpCodecCapability>;

/** What a router of this policy speaks, most preferred first. */
export function routerCodecs(policy: CodecPolicy): types.RouterRtpCodecCapability[] {
  return [...policy.webRtcAudio, ...policy.webRtcVideo].map((codec) => CODECS[codec]);
}

/** The RTP encoding name, in lower case, of a MIME type. */
export function codecName(mimeType: string): string {
  return (mimeType.split('/')[1] ?? mimeType).toLowerCase();
}

/** The codec that media travels in: not RTX, FEC or comfort noise beside it. */
export function mediaCodec(parameters: types.RtpParameters): types.RtpCodecParameters {
  const codec = parameters.codecs.find(({ mimeType }) => !/\/(rtx|red|ulpfec|flexfec-03|cn)$/i.test(mimeType));
  if (codec === undefined) throw new TypeError('the RTP parameters name no media codec');
  return codec;
}
