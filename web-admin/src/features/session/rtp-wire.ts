/**
 * mediasoup-client's RTP, ICE and DTLS types to and from the API's: the API types every parameter, has enums in capitals
 * and null where mediasoup-client leaves a field out. Pure.
 */
import type { types } from 'mediasoup-client';
import type {
  DtlsParametersInput,
  JoinRoomMutation,
  RtpCapabilitiesInput,
  RtpParameterInput,
  RtpParametersInput,
  WireIceParametersFragment,
  WireRtpCapabilitiesFragment,
  WireRtpParametersFragment,
} from '../../gql/graphql.ts';

type WireTransport = Extract<JoinRoomMutation['send'], { __typename: 'CreateTransportPayload' }>;
type WireParameters = readonly { name: string; value: string | number }[];
type ExtensionUri = types.RtpHeaderExtensionUri;

/** What mediasoup-client knows; anything else could not be used by it. */
const extensionUris: ReadonlySet<string> = new Set<ExtensionUri>([
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
  'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension',
  'urn:3gpp:video-orientation',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time',
  'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
]);

function isExtensionUri(uri: string): uri is ExtensionUri {
  return extensionUris.has(uri);
}

const kinds = { AUDIO: 'audio', VIDEO: 'video' } as const;
const wireKinds = { audio: 'AUDIO', video: 'VIDEO' } as const;
const directions = { SENDRECV: 'sendrecv', SENDONLY: 'sendonly', RECVONLY: 'recvonly', INACTIVE: 'inactive' } as const;
const wireDirections = {
  sendrecv: 'SENDRECV',
  sendonly: 'SENDONLY',
  recvonly: 'RECVONLY',
  inactive: 'INACTIVE',
} as const;
const protocols = { UDP: 'udp', TCP: 'tcp' } as const;
const dtlsRoles = { AUTO: 'auto', CLIENT: 'client', SERVER: 'server' } as const;
const wireDtlsRoles = { auto: 'AUTO', client: 'CLIENT', server: 'SERVER' } as const;
const fingerprintAlgorithms = ['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512'] as const;

function parametersFromWire(parameters: WireParameters): Record<string, string | number> {
  return Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
}

function parametersToWire(parameters: Record<string, unknown> = {}): RtpParameterInput[] {
  return Object.entries(parameters)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => ({ name, value: Number.isInteger(value) ? Number(value) : String(value) }));
}

function feedbackToWire(feedback: readonly types.RtcpFeedback[] = []): { type: string; parameter: string }[] {
  return feedback.map(({ type, parameter }) => ({ type, parameter: parameter ?? '' }));
}

/** The router's capabilities, for `Device.load`. */
export function capabilitiesFromWire(wire: WireRtpCapabilitiesFragment): types.RtpCapabilities {
  return {
    codecs: wire.codecs.flatMap(({ kind, channels, preferredPayloadType, parameters, ...codec }) =>
      preferredPayloadType === null
        ? []
        : {
            ...codec,
            kind: kinds[kind],
            preferredPayloadType,
            ...(channels === null ? {} : { channels }),
            parameters: parametersFromWire(parameters),
          },
    ),
    headerExtensions: wire.headerExtensions.flatMap(({ uri, kind, direction, ...extension }) =>
      isExtensionUri(uri) ? { ...extension, uri, kind: kinds[kind], direction: directions[direction] } : [],
    ),
  };
}

/** What this browser can receive, for `consume`. */
export function capabilitiesToWire(capabilities: types.RtpCapabilities): RtpCapabilitiesInput {
  return {
    codecs: (capabilities.codecs ?? []).map((codec) => ({
      kind: wireKinds[codec.kind],
      mimeType: codec.mimeType,
      clockRate: codec.clockRate,
      channels: codec.channels ?? null,
      preferredPayloadType: codec.preferredPayloadType,
      parameters: parametersToWire(codec.parameters),
      rtcpFeedback: feedbackToWire(codec.rtcpFeedback),
    })),
    headerExtensions: (capabilities.headerExtensions ?? []).map((extension) => ({
      kind: wireKinds[extension.kind],
      uri: extension.uri,
      preferredId: extension.preferredId,
      preferredEncrypt: extension.preferredEncrypt ?? false,
      direction: wireDirections[extension.direction ?? 'sendrecv'],
    })),
  };
}

/** How this browser sends a stream, for `produce`. */
export function parametersOfSender(parameters: types.RtpParameters): RtpParametersInput {
  return {
    mid: parameters.mid ?? null,
    cname: parameters.rtcp?.cname ?? null,
    reducedSize: parameters.rtcp?.reducedSize ?? true,
    codecs: parameters.codecs.map((codec) => ({
      mimeType: codec.mimeType,
      payloadType: codec.payloadType,
      clockRate: codec.clockRate,
      channels: codec.channels ?? null,
      parameters: parametersToWire(codec.parameters),
      rtcpFeedback: feedbackToWire(codec.rtcpFeedback),
    })),
    headerExtensions: (parameters.headerExtensions ?? []).map(({ uri, id, encrypt }) => ({
      uri,
      id,
      encrypt: encrypt ?? false,
    })),
    encodings: (parameters.encodings ?? []).map((encoding) => ({
      ssrc: encoding.ssrc ?? null,
      rid: encoding.rid ?? null,
      rtxSsrc: encoding.rtx?.ssrc ?? null,
      codecPayloadType: encoding.codecPayloadType ?? null,
      dtx: encoding.dtx ?? null,
      scalabilityMode: encoding.scalabilityMode ?? null,
      maxBitrate: encoding.maxBitrate ?? null,
    })),
  };
}

/** How the node sends a stream to this browser, from `consume`. */
export function parametersForReceiver(wire: WireRtpParametersFragment): types.RtpParameters {
  return {
    ...(wire.mid === null ? {} : { mid: wire.mid }),
    rtcp: { ...(wire.cname === null ? {} : { cname: wire.cname }), reducedSize: wire.reducedSize, mux: true },
    codecs: wire.codecs.map(({ channels, parameters, ...codec }) => ({
      ...codec,
      ...(channels === null ? {} : { channels }),
      parameters: parametersFromWire(parameters),
    })),
    headerExtensions: wire.headerExtensions.flatMap(({ uri, ...extension }) =>
      isExtensionUri(uri) ? { ...extension, uri } : [],
    ),
    encodings: wire.encodings.map((encoding) => ({
      ...(encoding.ssrc === null ? {} : { ssrc: encoding.ssrc }),
      ...(encoding.rid === null ? {} : { rid: encoding.rid }),
      ...(encoding.rtxSsrc === null ? {} : { rtx: { ssrc: encoding.rtxSsrc } }),
      ...(encoding.codecPayloadType === null ? {} : { codecPayloadType: encoding.codecPayloadType }),
      ...(encoding.dtx === null ? {} : { dtx: encoding.dtx }),
      ...(encoding.scalabilityMode === null ? {} : { scalabilityMode: encoding.scalabilityMode }),
      ...(encoding.maxBitrate === null ? {} : { maxBitrate: encoding.maxBitrate }),
    })),
  };
}

export function iceParametersFromWire(wire: WireIceParametersFragment): types.IceParameters {
  return { ...wire };
}

/** The node's end, for `Device.createSendTransport` and `createRecvTransport`. */
export function transportFromWire(wire: WireTransport): types.TransportOptions {
  return {
    id: wire.transportId,
    iceParameters: iceParametersFromWire(wire.iceParameters),
    iceCandidates: wire.iceCandidates.map(({ protocol, address, ...candidate }) => ({
      ...candidate,
      address,
      ip: address,
      protocol: protocols[protocol],
      type: 'host' as const,
      ...(protocol === 'TCP' ? { tcpType: 'passive' as const } : {}),
    })),
    dtlsParameters: {
      role: dtlsRoles[wire.dtlsParameters.role],
      fingerprints: wire.dtlsParameters.fingerprints.flatMap(({ algorithm, value }) =>
        fingerprintAlgorithms.filter((known) => known === algorithm).map((known) => ({ algorithm: known, value })),
      ),
    },
  };
}

/** This browser's end, for `connectTransport`. */
export function dtlsToWire({ role, fingerprints }: types.DtlsParameters): DtlsParametersInput {
  return {
    role: wireDtlsRoles[role ?? 'auto'],
    fingerprints: fingerprints.map(({ algorithm, value }) => ({ algorithm, value })),
  };
}
