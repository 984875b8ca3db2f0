/**
 * Theora in RTP (draft-barbato-avt-rtp-theora-01, 2): several small pictures share a packet, a large one is cut. Pure.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     ident                     | F |TDT|# pkts.|
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            length             |       Theora packet           ~
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * F: 0 whole, 1 first fragment, 2 middle, 3 last. TDT: 0 pictures, 1 headers, 2 comment.
 */

const HEADER_BYTES = 4;
const LENGTH_BYTES = 2;

/** What a packet carries: `pictures` whole ones, or a `fragment`, which counts as none. */
export interface TheoraPayload {
  ident: number;
  fragment: 'whole' | 'first' | 'middle' | 'last';
  isPicture: boolean;
  /** The Theora packets in it, or the one fragment; views on the same memory. */
  data: Buffer[];
}

const FRAGMENTS = ['whole', 'first', 'middle', 'last'] as const;

/** Reads a payload, or gives `undefined` where it breaks off or contradicts itself. Never throws. */
export function readTheoraPayload(payload: Buffer): TheoraPayload | undefined {
  if (payload.length < HEADER_BYTES + LENGTH_BYTES) return undefined;
  const kind = payload.readUInt8(3);
  const fragment = FRAGMENTS[kind >> 6] ?? 'whole';
  const count = fragment === 'whole' ? kind & 0x0f : 1;
  const data: Buffer[] = [];
  let offset = HEADER_BYTES;
  for (let index = 0; index < count; index += 1) {
    if (offset + LENGTH_BYTES > payload.length) return undefined;
    const end = offset + LENGTH_BYTES + payload.readUInt16BE(offset);
    if (end > payload.length) return undefined;
    data.push(payload.subarray(offset + LENGTH_BYTES, end));
    offset = end;
  }
  return { ident: payload.readUIntBE(0, 3), fragment, isPicture: (kind & 0x30) === 0, data };
}

/** Whether a picture is coded without another: its second bit (Theora specification, 7.1). Empty ones repeat the last. */
export function isTheoraKeyframe(picture: Buffer): boolean {
  return picture.length > 0 && (picture.readUInt8(0) & 0xc0) === 0;
}

/** The payloads of one picture, each of at most `largestBytes`, in order. One picture to the packet: none has to wait. */
export function theoraPayloadsOf(picture: Buffer, ident: number, largestBytes: number): Buffer[] {
  const room = largestBytes - HEADER_BYTES - LENGTH_BYTES;
  const pieces = Math.max(1, Math.ceil(picture.length / room));
  return Array.from({ length: pieces }, (_, index) => {
    const piece = picture.subarray(index * room, (index + 1) * room);
    const header = Buffer.alloc(HEADER_BYTES + LENGTH_BYTES);
    header.writeUIntBE(ident, 0, 3);
    header.writeUInt8(pieces === 1 ? 1 : fragmentKind(index, pieces) << 6, 3);
    header.writeUInt16BE(piece.length, 4);
    return Buffer.concat([header, piece]);
  });
}

function fragmentKind(index: number, pieces: number): number {
  if (index === 0) return 1;
  return index === pieces - 1 ? 3 : 2;
}
