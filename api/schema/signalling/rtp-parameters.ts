/**
 * Between the SDL's typed RTP parameters and the media contract's shapes (mediasoup's). They differ in three things: format
 * parameters are a list of names and values here and a record there, the SSRC of retransmissions is a field of its own here,
 * and enumeration values are in upper case here.
 */
import type { z } from 'zod';
import {
  type DtlsParameters,
  dtlsParameters,
  type IceCandidate,
  type RtpCapabilities,
  type RtpParameters,
  rtpCapabilities,
  rtpParameters,
} from '../../../media/contract/rtp-types.ts';
import type * as Sdl from '../../generated/graphql.ts';

/** `field` is the path of what is wrong, dot-separated, from the value that was read. */
export type Reading<T> = { ok: true; value: T } | { ok: false; field: string; message: string };

export function readRtpParameters(input: Sdl.RtpParametersInput): Reading<RtpParameters> {
  const repeated = repeatedName(input.codecs);
  if (repeated) return repeated;
  return check(rtpParameters, {
    mid: input.mid ?? undefined,
    codecs: input.codecs.map((codec) => ({ ...codecFields(codec), payloadType: codec.payloadType })),
    headerExtensions: (input.headerExtensions ?? []).map(({ uri, id, encrypt }) => ({
      uri,
      id,
      encrypt: encrypt ?? false,
    })),
    encodings: input.encodings.map(encodingFields),
    rtcp: { cname: input.cname ?? undefined, reducedSize: input.reducedSize ?? true },
  });
}

export function readRtpCapabilities(input: Sdl.RtpCapabilitiesInput): Reading<RtpCapabilities> {
  const repeated = repeatedName(input.codecs);
  if (repeated) return repeated;
  return check(rtpCapabilities, {
    codecs: input.codecs.map((codec) => ({
      ...codecFields(codec),
      kind: lower(codec.kind),
      preferredPayloadType: codec.preferredPayloadType ?? undefined,
    })),
    headerExtensions: (input.headerExtensions ?? []).map((extension) => ({
      kind: lower(extension.kind),
      uri: extension.uri,
      preferredId: extension.preferredId,
      preferredEncrypt: extension.preferredEncrypt ?? false,
      direction: lower(extension.direction ?? 'SENDRECV'),
    })),
  });
}

export function readDtlsParameters(input: Sdl.DtlsParametersInput): Reading<DtlsParameters> {
  return check(dtlsParameters, {
    role: lower(input.role ?? 'AUTO'),
    fingerprints: input.fingerprints.map(({ algorithm, value }) => ({ algorithm, value })),
  });
}

export function showRtpParameters(parameters: RtpParameters): Sdl.RtpParameters {
  return {
    mid: parameters.mid ?? null,
    codecs: parameters.codecs.map((codec) => ({ ...showCodec(codec), payloadType: codec.payloadType })),
    headerExtensions: (parameters.headerExtensions ?? []).map(({ uri, id, encrypt }) => ({
      uri,
      id,
      encrypt: encrypt ?? false,
    })),
    encodings: parameters.encodings.map(({ rtx, ssrc, rid, codecPayloadType, dtx, scalabilityMode, maxBitrate }) => ({
      ssrc: ssrc ?? null,
      rid: rid ?? null,
      rtxSsrc: rtx?.ssrc ?? null,
      codecPayloadType: codecPayloadType ?? null,
      dtx: dtx ?? null,
      scalabilityMode: scalabilityMode ?? null,
      maxBitrate: maxBitrate ?? null,
    })),
    cname: parameters.rtcp?.cname ?? null,
    reducedSize: parameters.rtcp?.reducedSize ?? true,
  };
}

export function showRtpCapabilities(capabilities: RtpCapabilities): Sdl.RtpCapabilities {
  return {
    codecs: capabilities.codecs.map((codec) => ({
      ...showCodec(codec),
      kind: upper(codec.kind),
      preferredPayloadType: codec.preferredPayloadType ?? null,
    })),
    headerExtensions: capabilities.headerExtensions.map((extension) => ({
      kind: upper(extension.kind),
      uri: extension.uri,
      preferredId: extension.preferredId,
      preferredEncrypt: extension.preferredEncrypt ?? false,
      direction: upper(extension.direction ?? 'sendrecv'),
    })),
  };
}

export function showDtlsParameters(parameters: DtlsParameters): Sdl.DtlsParameters {
  return { role: upper(parameters.role ?? 'auto'), fingerprints: parameters.fingerprints };
}

export function showIceCandidate(candidate: IceCandidate): Sdl.IceCandidate {
  const { foundation, priority, address, protocol, port } = candidate;
  return { foundation, priority, address, protocol: upper(protocol), port };
}

interface CodecInput {
  mimeType: string;
  clockRate: number;
  channels?: number | null | undefined;
  parameters?: readonly Sdl.RtpParameterInput[];
  rtcpFeedback?: readonly Sdl.RtcpFeedbackInput[];
}

function codecFields({ mimeType, clockRate, channels, parameters = [], rtcpFeedback = [] }: CodecInput) {
  return {
    mimeType,
    clockRate,
    channels: channels ?? undefined,
    parameters: Object.fromEntries(parameters.map(({ name, value }) => [name, value])),
    rtcpFeedback: rtcpFeedback.map(({ type, parameter }) => ({ type, parameter: parameter ?? '' })),
  };
}

function encodingFields(encoding: Sdl.RtpEncodingParametersInput) {
  return {
    ssrc: encoding.ssrc ?? undefined,
    rid: encoding.rid ?? undefined,
    rtx: encoding.rtxSsrc == null ? undefined : { ssrc: encoding.rtxSsrc },
    codecPayloadType: encoding.codecPayloadType ?? undefined,
    dtx: encoding.dtx ?? undefined,
    scalabilityMode: encoding.scalabilityMode ?? undefined,
    maxBitrate: encoding.maxBitrate ?? undefined,
  };
}

function showCodec(codec: RtpParameters['codecs'][number] | RtpCapabilities['codecs'][number]) {
  return {
    mimeType: codec.mimeType,
    clockRate: codec.clockRate,
    channels: codec.channels ?? null,
    parameters: Object.entries(codec.parameters ?? {}).map(([name, value]) => ({ name, value })),
    rtcpFeedback: (codec.rtcpFeedback ?? []).map(({ type, parameter }) => ({ type, parameter: parameter ?? '' })),
  };
}

/** A record cannot hold a name twice, and of two values one would be lost without a word. */
function repeatedName(codecs: readonly CodecInput[]): Reading<never> | undefined {
  for (const [at, codec] of codecs.entries()) {
    const names = new Set<string>();
    for (const { name } of codec.parameters ?? []) {
      if (names.has(name)) {
        return {
          ok: false,
          field: `codecs.${at}.parameters`,
          message: `The format parameter "${name}" is there twice.`,
        };
      }
      names.add(name);
    }
  }
  return undefined;
}

function check<T>(validator: z.ZodType<T>, value: unknown): Reading<T> {
  const result = validator.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const issue = result.error.issues[0];
  return { ok: false, field: (issue?.path ?? []).join('.'), message: issue?.message ?? 'This is not acceptable.' };
}

function lower<Text extends string>(value: Text): Lowercase<Text> {
  return value.toLowerCase() as Lowercase<Text>;
}

function upper<Text extends string>(value: Text): Uppercase<Text> {
  return value.toUpperCase() as Uppercase<Text>;
}
