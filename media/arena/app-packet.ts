/**
 * The arena's signalling on the wire (arena profile, section 3): an RTCP APP packet named `VARN` whose subtype is the
 * message type, and in it one fragment of a UTF-8 JSON object.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|0| subtype |    PT=204     |            length             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   the sender's session SSRC                   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      'V'      |      'A'      |      'R'      |      'N'      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   version 1   |  0..0 |E|R|   |          transaction          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |fragment index |fragment count |     fragment body's length    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 fragment body, zero padded ...                |
 *
 * R (bit 0): a response. E (bit 1): that response is an error.
 */
import type { RtcpApp } from '../rtp/rtcp.ts';
import { buildApp } from '../rtp/rtcp-build.ts';

/** The APP name of the arena's signalling. */
export const APP_NAME = 'VARN';
export const APP_VERSION = 1;
export const MAX_DATAGRAM_BYTES = 1200;
export const MAX_MESSAGE_BYTES = 65_536;
export const MAX_FRAGMENTS = 64;

/** Signalling header of ours inside the APP packet, in octets. */
const HEADER_BYTES = 8;
const APP_HEADER_BYTES = 12;
const MAX_FRAGMENT_BYTES = MAX_DATAGRAM_BYTES - APP_HEADER_BYTES - HEADER_BYTES;

const FLAG_RESPONSE = 1;
const FLAG_ERROR = 2;

/** One whole message: its envelope, and the JSON text's octets as its body. */
export interface ArenaFrame {
  /** Session SSRC of its sender. */
  ssrc: number;
  /** Message type, 0..31. */
  subtype: number;
  /** 0..65535, numbered by the requester. */
  transaction: number;
  response: boolean;
  error: boolean;
  body: Buffer;
}

/** One fragment of a message. `body` is a view on the datagram. */
export interface ArenaFragment extends ArenaFrame {
  index: number;
  count: number;
}

/** A message as datagrams of at most 1200 octets each, or `tooLarge` where its body passes 64 KiB. */
export type EncodeResult = { kind: 'datagrams'; datagrams: Buffer[] } | { kind: 'tooLarge'; bytes: number };

/** Cuts a message in fragments, one datagram each. 64 KiB take 56 of them, so the limit of 64 cannot be passed. */
export function encodeFrame(frame: ArenaFrame): EncodeResult {
  if (frame.body.length > MAX_MESSAGE_BYTES) return { kind: 'tooLarge', bytes: frame.body.length };
  const count = Math.max(1, Math.ceil(frame.body.length / MAX_FRAGMENT_BYTES));
  const datagrams = Array.from({ length: count }, (_, index) => {
    const body = frame.body.subarray(index * MAX_FRAGMENT_BYTES, (index + 1) * MAX_FRAGMENT_BYTES);
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt8(APP_VERSION, 0);
    header.writeUInt8((frame.response ? FLAG_RESPONSE : 0) | (frame.error ? FLAG_ERROR : 0), 1);
    header.writeUInt16BE(frame.transaction & 0xffff, 2);
    header.writeUInt8(index, 4);
    header.writeUInt8(count, 5);
    header.writeUInt16BE(body.length, 6);
    return buildApp({ subtype: frame.subtype, ssrc: frame.ssrc, name: APP_NAME, data: Buffer.concat([header, body]) });
  });
  return { kind: 'datagrams', datagrams };
}

/** Why a fragment was not taken. The names are counters' labels. */
export type FragmentFault =
  | 'appTruncated'
  | 'appVersion'
  | 'appFlags'
  | 'appFragmentIndex'
  | 'appLength'
  | 'appFragmentConflict'
  | 'appMessageTooLarge'
  | 'appTooManyPending';

export type FragmentResult =
  | { kind: 'fragment'; fragment: ArenaFragment }
  | { kind: 'malformed'; reason: FragmentFault };

/** Reads a `VARN` APP packet as one fragment. Never throws. */
export function parseFragment(app: RtcpApp): FragmentResult {
  const { data } = app;
  if (data.length < HEADER_BYTES) return { kind: 'malformed', reason: 'appTruncated' };
  if (data.readUInt8(0) !== APP_VERSION) return { kind: 'malformed', reason: 'appVersion' };
  const flags = data.readUInt8(1);
  const response = (flags & FLAG_RESPONSE) !== 0;
  const error = (flags & FLAG_ERROR) !== 0;
  // Other bits are left for later versions of the profile and mean nothing now; an error that answers nothing is a fault.
  if (error && !response) return { kind: 'malformed', reason: 'appFlags' };
  const index = data.readUInt8(4);
  const count = data.readUInt8(5);
  if (count === 0 || count > MAX_FRAGMENTS || index >= count) return { kind: 'malformed', reason: 'appFragmentIndex' };
  const length = data.readUInt16BE(6);
  // Padding is what fills the last word, not a place to hide octets in.
  if (data.length !== HEADER_BYTES + 4 * Math.ceil(length / 4)) return { kind: 'malformed', reason: 'appLength' };
  return {
    kind: 'fragment',
    fragment: {
      ssrc: app.ssrc,
      subtype: app.subtype,
      transaction: data.readUInt16BE(2),
      response,
      error,
      index,
      count,
      body: data.subarray(HEADER_BYTES, HEADER_BYTES + length),
    },
  };
}

export interface ReassemblerOptions {
  /** Unfinished messages held at once. */
  maxPending?: number;
  /** An unfinished message is forgotten this long after its last new fragment; longer than the longest gap between repeats. */
  timeoutMs?: number;
}

export type ReassemblyResult =
  | { kind: 'complete'; frame: ArenaFrame }
  | { kind: 'incomplete' }
  | { kind: 'dropped'; reason: FragmentFault };

export interface Reassembler {
  /** Takes a fragment; `nowMs` is of any steady clock. Never throws. */
  push(fragment: ArenaFragment, nowMs: number): ReassemblyResult;
  /** Octets held for unfinished messages. */
  heldBytes(): number;
}

interface PendingMessage {
  first: ArenaFragment;
  /** Copies: a datagram's memory may be used again. */
  parts: (Buffer | undefined)[];
  received: number;
  bytes: number;
  touchedMs: number;
}

/**
 * Joins fragments that may come twice, in any order, or from several repeats of one message. Keyed by sender, direction, type
 * and transaction. Memory is bounded by `maxPending` messages of 64 KiB: the ninth unfinished one is dropped.
 */
export function createReassembler({ maxPending = 8, timeoutMs = 20_000 }: ReassemblerOptions = {}): Reassembler {
  const pending = new Map<string, PendingMessage>();

  function start(key: string, fragment: ArenaFragment, nowMs: number): PendingMessage | undefined {
    for (const [oldKey, old] of pending) if (nowMs - old.touchedMs >= timeoutMs) pending.delete(oldKey);
    if (pending.size >= maxPending) return undefined;
    const parts = new Array<Buffer | undefined>(fragment.count).fill(undefined);
    const message = { first: fragment, parts, received: 0, bytes: 0, touchedMs: nowMs };
    pending.set(key, message);
    return message;
  }

  function push(fragment: ArenaFragment, nowMs: number): ReassemblyResult {
    if (fragment.count === 1) return { kind: 'complete', frame: toFrame(fragment, Buffer.from(fragment.body)) };
    const key = `${fragment.ssrc} ${fragment.response} ${fragment.subtype} ${fragment.transaction}`;
    const known = pending.get(key);
    const stale = known !== undefined && nowMs - known.touchedMs >= timeoutMs;
    if (stale) pending.delete(key);
    const message = known === undefined || stale ? start(key, fragment, nowMs) : known;
    if (message === undefined) return { kind: 'dropped', reason: 'appTooManyPending' };
    if (message.first.count !== fragment.count || message.first.error !== fragment.error) {
      return { kind: 'dropped', reason: 'appFragmentConflict' };
    }
    if (message.parts[fragment.index] !== undefined) return { kind: 'incomplete' };
    if (message.bytes + fragment.body.length > MAX_MESSAGE_BYTES) {
      pending.delete(key);
      return { kind: 'dropped', reason: 'appMessageTooLarge' };
    }
    message.parts[fragment.index] = Buffer.from(fragment.body);
    message.received += 1;
    message.bytes += fragment.body.length;
    message.touchedMs = nowMs;
    if (message.received < fragment.count) return { kind: 'incomplete' };
    pending.delete(key);
    const body = Buffer.concat(message.parts.filter((part): part is Buffer => part !== undefined));
    return { kind: 'complete', frame: toFrame(fragment, body) };
  }

  return {
    push,
    heldBytes: () => [...pending.values()].reduce((sum, message) => sum + message.bytes, 0),
  };
}

function toFrame({ ssrc, subtype, transaction, response, error }: ArenaFragment, body: Buffer): ArenaFrame {
  return { ssrc, subtype, transaction, response, error, body };
}
