/**
 * The arena's messages (arena profile, sections 3 and 4): types, bodies, error codes. The only place where the wire's JSON is
 * parsed. Unknown members are dropped, so that a later profile can add some.
 */
import { z } from 'zod';

/** Message type to APP subtype. */
export const MESSAGE_TYPES = {
  JOIN: 1,
  LEAVE: 2,
  STREAM: 3,
  STREAM_END: 4,
  SUBSCRIBE: 5,
  UNSUBSCRIBE: 6,
  PARTICIPANT: 7,
  BANDWIDTH: 8,
  DESCRIBE: 9,
  PING: 10,
  MUTE: 11,
  SPEAKER: 12,
} as const;

export type MessageType = keyof typeof MESSAGE_TYPES;

/** What an error response's `code` can be. */
export const ERROR_CODES = [
  'BAD_MESSAGE',
  'UNKNOWN_TYPE',
  'UNKNOWN_SESSION',
  'UNKNOWN_STREAM',
  'UNKNOWN_ARENA',
  'REFUSED',
  'FULL',
  'UNSUPPORTED_CODEC',
] as const;

export type ArenaErrorCode = (typeof ERROR_CODES)[number];

const ssrc = z.int().min(0).max(0xffff_ffff);
const bitrate = z.int().min(1).max(0xffff_ffff);
/** An SDES item, and therefore a CNAME, has at most 255 octets. */
const cname = z
  .string()
  .min(1)
  .refine((text) => Buffer.byteLength(text) <= 255, 'at most 255 octets');
const name = z.string().max(255);
const reason = z.string().max(1024);
/** RTP encoding names know no case (RFC 4855); here they are always lower case. */
const codec = z.string().min(1).max(64).toLowerCase();

const participant = z.object({ cname, name, state: z.exactOptional(z.enum(['joined', 'left'])) });

/** `{cname, name, state?}`: a person in the arena, known by CNAME. */
export type ArenaParticipant = z.infer<typeof participant>;

const MAX_PARAMETERS = 64;
const parameterValue = z.union([z.string().max(65_536), z.number(), z.boolean()]);
const namedParameters = z
  .object({
    configuration: z.exactOptional(z.base64().max(65_536)),
    width: z.exactOptional(z.int().min(1).max(0xffff)),
    height: z.exactOptional(z.int().min(1).max(0xffff)),
    frameRate: z.exactOptional(z.number().positive().max(1000)),
  })
  .catchall(parameterValue);
/** Counted before each is looked at: thousands would take tens of milliseconds. */
const parameters = z
  .custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null, 'expected an object')
  .refine((value) => Object.keys(value).length <= MAX_PARAMETERS, {
    message: `more than ${MAX_PARAMETERS}`,
    abort: true,
  })
  .pipe(namedParameters);

const stream = z.object({
  ssrc,
  cname,
  kind: z.enum(['audio', 'video']),
  source: z.enum(['microphone', 'camera', 'mix', 'scene', 'screen']),
  payloadType: z.int().min(0).max(127),
  codec,
  clockRate: z.int().min(1).max(1_000_000),
  channels: z.exactOptional(z.int().min(1).max(16)),
  parameters,
  maxBitrate: z.exactOptional(bitrate),
});

/**
 * One stream's description. `ssrc` is its name, `clockRate` in Hz, `maxBitrate` in bit/s, `parameters.configuration` Theora's
 * packed headers in base64, `codec` in lower case.
 */
export type ArenaStream = z.infer<typeof stream>;

const capabilities = z.object({ audio: z.array(codec).max(64), video: z.array(codec).max(64), tiles: z.boolean() });

/** The codecs that a client can receive, as RTP encoding names, and whether it takes application tiles. */
export type ArenaCapabilities = z.infer<typeof capabilities>;

const empty = z.object({});
const ofStream = z.object({ ssrc });
const description = z.object({ type: z.enum(['offer', 'answer']), sdp: z.string().max(65_536) });

/** A request's body by its type. */
const requestBodies = {
  JOIN: z.object({
    arena: z.string().min(1).max(255),
    cname,
    name,
    token: z.exactOptional(z.string().max(4096)),
    capabilities,
  }),
  LEAVE: z.object({ reason: z.exactOptional(reason) }),
  STREAM: stream,
  STREAM_END: ofStream,
  SUBSCRIBE: z.object({ ssrc, maxBitrate: z.exactOptional(bitrate) }),
  UNSUBSCRIBE: ofStream,
  PARTICIPANT: participant.required({ state: true }),
  BANDWIDTH: z.object({ bitsPerSecond: bitrate }),
  DESCRIBE: description,
  PING: empty,
  MUTE: z.object({ ssrc, muted: z.boolean() }),
  SPEAKER: z.object({ ssrcs: z.array(ssrc).max(256) }),
} satisfies Record<MessageType, z.ZodType>;

/** A successful response's body by its request's type. `tilePort` is 0 where the MCU shares no applications. */
const responseBodies = {
  JOIN: z.object({
    session: z.string().min(1).max(255),
    ssrc,
    tilePort: z.int().min(0).max(65_535),
    participants: z.array(participant).max(1024),
    streams: z.array(stream).max(1024),
  }),
  LEAVE: empty,
  STREAM: empty,
  STREAM_END: empty,
  SUBSCRIBE: empty,
  UNSUBSCRIBE: empty,
  PARTICIPANT: empty,
  BANDWIDTH: empty,
  DESCRIBE: z.object({ type: z.exactOptional(z.literal('answer')), sdp: z.exactOptional(z.string().max(65_536)) }),
  PING: empty,
  MUTE: empty,
  SPEAKER: empty,
} satisfies Record<MessageType, z.ZodType>;

export type RequestBody<T extends MessageType> = z.infer<(typeof requestBodies)[T]>;
export type ResponseBody<T extends MessageType> = z.infer<(typeof responseBodies)[T]>;

/** A request: a union on `type`. */
export type ArenaRequest = { [T in MessageType]: { type: T; body: RequestBody<T> } }[MessageType];

/** An error response's body. */
export interface ArenaError {
  code: ArenaErrorCode;
  reason: string;
}

export type RequestResult = { kind: 'request'; request: ArenaRequest } | ({ kind: 'bad' } & ArenaError);

export type ResponseResult<T extends MessageType> =
  | { kind: 'accepted'; body: ResponseBody<T> }
  | ({ kind: 'refused' } & ArenaError)
  | { kind: 'bad'; reason: string };

const typeOfSubtype = new Map<number, MessageType>(
  Object.entries(MESSAGE_TYPES).map(([type, subtype]) => [subtype, type as MessageType]),
);

/** The message type of an APP subtype, `undefined` where the profile has none. */
export function messageType(subtype: number): MessageType | undefined {
  return typeOfSubtype.get(subtype);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A body's JSON, or `undefined` where it is no UTF-8 or no JSON: the peer's fault, and so a value. */
function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch {
    return undefined;
  }
}

/** The first thing wrong, with its path; bounded, since paths hold what the peer wrote. */
function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'the body does not fit its type';
  return `${issue.path.join('.') || 'body'}: ${issue.message}`.slice(0, 200);
}

/** Reads a request of a subtype; what is wrong with it is what it is to be answered with. Never throws. */
export function parseRequest(subtype: number, body: Buffer): RequestResult {
  const type = messageType(subtype);
  if (type === undefined) return { kind: 'bad', code: 'UNKNOWN_TYPE', reason: `no message has type ${subtype}` };
  const parsed = requestBodies[type].safeParse(parseJson(body));
  if (!parsed.success) return { kind: 'bad', code: 'BAD_MESSAGE', reason: firstIssue(parsed.error) };
  // The table pairs each type with its body's validator; TypeScript loses the pair on lookup.
  return { kind: 'request', request: { type, body: parsed.data } as ArenaRequest };
}

const errorBody = z.object({ code: z.enum(ERROR_CODES).catch('REFUSED'), reason: z.string().catch('') });

/** Reads the response to a request of `type`. An error code that the profile does not know counts as `REFUSED`. Never throws. */
export function parseResponse<T extends MessageType>(type: T, error: boolean, body: Buffer): ResponseResult<T> {
  const json = parseJson(body);
  if (error) {
    const parsed = errorBody.safeParse(json);
    if (!parsed.success) return { kind: 'refused', code: 'REFUSED', reason: 'the peer gave no reason' };
    return { kind: 'refused', code: parsed.data.code, reason: parsed.data.reason.slice(0, 1024) };
  }
  const parsed = responseBodies[type].safeParse(json);
  if (!parsed.success) return { kind: 'bad', reason: firstIssue(parsed.error) };
  return { kind: 'accepted', body: parsed.data as ResponseBody<T> };
}

/** A request's, response's or error's body as the wire has it. */
export function encodeBody(body: ArenaRequest['body'] | ResponseBody<MessageType> | ArenaError): Buffer {
  return Buffer.from(JSON.stringify(body), 'utf8');
}
