/**
 * What a caller, or time, can mend. These are values, never exceptions: each use-case's outcome says which kinds it may
 * have, and `kind` is the name of the GraphQL type that tells it. The codes are the SDL's `ErrorCode`.
 */
export type InvalidInputCode = 'INVALID_INPUT' | 'RTP_PARAMETERS_INVALID' | 'CODEC_NOT_SUPPORTED';
export type AccessCode = 'TOKEN_INVALID' | 'TOKEN_EXPIRED' | 'FORBIDDEN';
export type NotFoundCode =
  | 'ROOM_NOT_FOUND'
  | 'PARTICIPANT_NOT_FOUND'
  | 'STREAM_NOT_FOUND'
  | 'TRANSPORT_NOT_FOUND'
  | 'CONSUMER_NOT_FOUND'
  | 'ARENA_LINK_NOT_FOUND';
export type ConflictCode =
  | 'ROOM_CLOSED'
  | 'SLUG_TAKEN'
  | 'TRANSPORT_ALREADY_CONNECTED'
  | 'TRANSPORT_WRONG_DIRECTION'
  | 'ARENA_ALREADY_LINKED'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'VERSION_CONFLICT';
export type UnavailableCode = 'MEDIA_NODE_UNAVAILABLE';
export type ErrorCode = InvalidInputCode | AccessCode | NotFoundCode | ConflictCode | UnavailableCode;

interface Problem<Kind extends string, Code extends string> {
  readonly kind: Kind;
  /** For programs. */
  readonly code: Code;
  /** For people: what is wrong. */
  readonly message: string;
  /** For people: what to do about it. */
  readonly remedy: string;
}

export interface InvalidInput extends Problem<'InvalidInputError', InvalidInputCode> {
  /** Path of the offending field in the input, dot-separated; undefined where it is the whole. */
  readonly field?: string;
}
export type AccessDenied = Problem<'AccessError', AccessCode>;
export type NotFound = Problem<'NotFoundError', NotFoundCode>;
export type Conflict = Problem<'ConflictError', ConflictCode>;
export interface Unavailable extends Problem<'UnavailableError', UnavailableCode> {
  /** When another try is worth it, in milliseconds from now. */
  readonly retryAfterMs: number;
}
export type DomainError = InvalidInput | AccessDenied | NotFound | Conflict | Unavailable;

/** What a use-case comes to. */
export type Outcome<T, E extends DomainError = never> = { ok: true; value: T } | { ok: false; error: E };

export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

export function fail<E extends DomainError>(error: E): { ok: false; error: E } {
  return { ok: false, error };
}

export function invalidInput(message: string, remedy: string, field?: string): InvalidInput {
  const error: InvalidInput = { kind: 'InvalidInputError', code: 'INVALID_INPUT', message, remedy };
  return field === undefined ? error : { ...error, field };
}

const NOT_FOUND: Record<NotFoundCode, readonly [message: string, remedy: string]> = {
  ROOM_NOT_FOUND: ['There is no such room.', 'Check the id or slug, or list the rooms.'],
  PARTICIPANT_NOT_FOUND: ['The participant is not in the room.', 'Join the room again.'],
  STREAM_NOT_FOUND: ['The stream has ended or never was.', 'Read the room’s streams again.'],
  TRANSPORT_NOT_FOUND: ['The transport is closed or never was.', 'Make a new one with `createTransport`.'],
  CONSUMER_NOT_FOUND: ['The consumer is closed or never was.', 'Call `consume` again.'],
  ARENA_LINK_NOT_FOUND: ['There is no such arena link.', 'Read the room’s `arenaLink` again.'],
};

export function notFound(code: NotFoundCode): NotFound {
  const [message, remedy] = NOT_FOUND[code];
  return { kind: 'NotFoundError', code, message, remedy };
}

const CONFLICT: Record<ConflictCode, readonly [message: string, remedy: string]> = {
  ROOM_CLOSED: ['The room is closed.', 'Make a new room: a closed one is not opened again.'],
  SLUG_TAKEN: ['Another room has this slug.', 'Choose another slug, or leave it out to have one made.'],
  TRANSPORT_ALREADY_CONNECTED: [
    'The transport has been connected before.',
    'Make a new transport for new DTLS parameters, or use `restartIce` after a change of network.',
  ],
  TRANSPORT_WRONG_DIRECTION: [
    'The transport goes the other way.',
    'Produce on a `SEND` transport and consume on a `RECEIVE` transport.',
  ],
  ARENA_ALREADY_LINKED: ['The room has an arena link already.', 'End that link with `unlinkArena` first.'],
  IDEMPOTENCY_KEY_REUSED: [
    'This idempotency key was used before, for another input.',
    'Use a new key for each new intention, and the same key only to repeat the same call.',
  ],
  VERSION_CONFLICT: ['The object was changed in the meantime.', 'Read it again and decide with its present `version`.'],
};

export function conflict(code: ConflictCode): Conflict {
  const [message, remedy] = CONFLICT[code];
  return { kind: 'ConflictError', code, message, remedy };
}

/** How long a client should wait for the media node to be restarted, in milliseconds. */
const NODE_RETRY_AFTER_MS = 2000;

export function nodeUnavailable(): Unavailable {
  return {
    kind: 'UnavailableError',
    code: 'MEDIA_NODE_UNAVAILABLE',
    message: 'No media node answers at the moment.',
    remedy: 'Try again shortly: the node is restarted by itself.',
    retryAfterMs: NODE_RETRY_AFTER_MS,
  };
}

export function forbidden(message: string, remedy: string): AccessDenied {
  return { kind: 'AccessError', code: 'FORBIDDEN', message, remedy };
}
