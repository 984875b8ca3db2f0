/**
 * RTP and transport parameters as they cross between the control plane and a media node. The shapes are mediasoup's
 * (RtpParameters, RtpCapabilities, DtlsParameters, IceCandidate), which are W3C ORTC's, held to the parts that are used
 * and to sizes that a hostile client cannot abuse.
 */
import { z } from 'zod';

export const mediaKind = z.enum(['audio', 'video']);
export type MediaKind = z.infer<typeof mediaKind>;

/** What a stream shows or carries. `mix` and `scene` are the arena's own; browsers send the other three. */
export const streamSource = z.enum(['microphone', 'camera', 'screen', 'mix', 'scene']);
export type StreamSource = z.infer<typeof streamSource>;

const shortText = z.string().max(255);
const uint32 = z.int().min(0).max(0xffff_ffff);
const payloadType = z.int().min(0).max(127);

/** Format parameters (SDP `a=fmtp`), by name: a text or a whole number. */
const codecParameters = z
  .record(shortText, z.union([z.string().max(1024), z.int()]))
  .refine((parameters) => Object.keys(parameters).length <= 32, 'at most 32 format parameters');

const rtcpFeedback = z.object({ type: shortText, parameter: shortText.optional() });

const codecFields = {
  mimeType: z
    .string()
    .max(64)
    .regex(/^(audio|video)\/[\w.+-]+$/i, 'expected audio/NAME or video/NAME'),
  clockRate: z.int().min(1000).max(384_000),
  channels: z.int().min(1).max(8).optional(),
  parameters: codecParameters.optional(),
  rtcpFeedback: z.array(rtcpFeedback).max(16).optional(),
};

const rtpCodecParameters = z.object({ ...codecFields, payloadType });

const headerExtensionParameters = z.object({
  uri: shortText,
  id: z.int().min(1).max(255),
  encrypt: z.boolean().optional(),
});

const rtpEncoding = z.object({
  ssrc: uint32.optional(),
  rid: z.string().max(32).optional(),
  codecPayloadType: payloadType.optional(),
  rtx: z.object({ ssrc: uint32 }).optional(),
  dtx: z.boolean().optional(),
  scalabilityMode: z.string().max(32).optional(),
  maxBitrate: z.int().min(0).optional(),
});

export const rtpParameters = z.object({
  mid: z.string().max(32).optional(),
  codecs: z.array(rtpCodecParameters).min(1).max(32),
  headerExtensions: z.array(headerExtensionParameters).max(32).optional(),
  encodings: z.array(rtpEncoding).min(1).max(8),
  rtcp: z.object({ cname: shortText.optional(), reducedSize: z.boolean().optional() }).optional(),
});
export type RtpParameters = z.infer<typeof rtpParameters>;

const rtpCodecCapability = z.object({
  ...codecFields,
  kind: mediaKind,
  preferredPayloadType: payloadType.optional(),
});

const headerExtensionCapability = z.object({
  kind: mediaKind,
  uri: shortText,
  preferredId: z.int().min(1).max(255),
  preferredEncrypt: z.boolean().optional(),
  direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional(),
});

export const rtpCapabilities = z.object({
  codecs: z.array(rtpCodecCapability).max(64),
  headerExtensions: z.array(headerExtensionCapability).max(64),
});
export type RtpCapabilities = z.infer<typeof rtpCapabilities>;

/** RFC 5245 and 8839. */
export const iceParameters = z.object({ usernameFragment: shortText, password: shortText, iceLite: z.boolean() });
export type IceParameters = z.infer<typeof iceParameters>;

export const iceCandidate = z.object({
  foundation: shortText,
  priority: uint32,
  address: shortText,
  protocol: z.enum(['udp', 'tcp']),
  port: z.int().min(0).max(65_535),
  type: z.literal('host'),
  tcpType: z.literal('passive').optional(),
});
export type IceCandidate = z.infer<typeof iceCandidate>;

/** RFC 8122. */
export const dtlsParameters = z.object({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(
      z.object({
        algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: z
          .string()
          .max(200)
          .regex(/^[0-9a-f]{2}(:[0-9a-f]{2})+$/i, 'expected colon-separated hexadecimal octets'),
      }),
    )
    .min(1)
    .max(8),
});
export type DtlsParameters = z.infer<typeof dtlsParameters>;

/** Where ICE finds the node and how its DTLS is known: what a client needs to make its end of a transport. */
export const webRtcTransportInfo = z.object({
  transportId: z.uuid(),
  iceParameters,
  iceCandidates: z.array(iceCandidate),
  dtlsParameters,
});
export type WebRtcTransportInfo = z.infer<typeof webRtcTransportInfo>;
