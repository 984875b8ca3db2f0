import { createHash } from 'node:crypto';
import type { PictureShape } from './formats.ts';

/**
 * Theora's packed configuration (draft-barbato-avt-rtp-theora-01, 3.2.1 and 6): what a receiver needs to know before the
 * first picture. In SDP and in the arena's stream descriptions it travels in base64.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   number of packed headers                    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     ident                     |     length    ~
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ~    length     | headers - 1   |  length of 1st (7 bits each)  ~
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ~  length of 2nd  |  identification, comment and setup header   ~
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

/** A configuration larger than this is no Theora encoder's: libtheora's takes 3.3 kB. */
const LARGEST_CONFIGURATION_BYTES = 32 * 1024;

/** What the identification header says (Theora specification, 6.2), as far as we use it. */
export interface TheoraIdentification {
  /** The coded frame's size, multiples of 16. */
  frameWidth: number;
  frameHeight: number;
  /** What of it is shown. */
  pictureWidth: number;
  pictureHeight: number;
  /** Where in the frame the picture lies, counted from the left and from the top (the header counts from the bottom). */
  pictureLeft: number;
  pictureTop: number;
  /** Frames a second: a nominal one, since RTP's timestamps decide. */
  frameRate: number;
}

export interface TheoraHeaders {
  identification: Buffer;
  comment: Buffer;
  setup: Buffer;
}

export interface TheoraConfiguration {
  /** 24 bits; a picture's packet names by it the configuration that it needs. */
  ident: number;
  headers: TheoraHeaders;
  identification: TheoraIdentification;
  /** The whole, with a comment header that libtheora accepts. */
  base64: string;
}

/** Reads the first configuration of a base64 text, or gives `undefined` where it is none. Never throws. */
export function readTheoraConfiguration(base64: string): TheoraConfiguration | undefined {
  if (base64.length > (LARGEST_CONFIGURATION_BYTES * 4) / 3 + 4) return undefined;
  const packed = Buffer.from(base64, 'base64');
  if (packed.length < 12 || packed.readUInt32BE(0) < 1) return undefined;
  const ident = packed.readUIntBE(4, 3);
  const headers = splitHeaders(packed);
  if (headers === undefined) return undefined;
  const identification = readIdentification(headers.identification);
  if (identification === undefined || !isHeader(headers.setup, 0x82)) return undefined;

  const comment = isHeader(headers.comment, 0x81) ? headers.comment : minimalComment();
  const complete = { ...headers, comment };
  return { ident, headers: complete, identification, base64: packTheoraConfiguration(ident, complete) };
}

/** Packs three headers under an ident of 24 bits; base64. */
export function packTheoraConfiguration(ident: number, headers: TheoraHeaders): string {
  const body = [headers.identification, headers.comment, headers.setup];
  const start = Buffer.alloc(10);
  start.writeUInt32BE(1, 0);
  start.writeUIntBE(ident, 4, 3);
  start.writeUInt16BE(Buffer.concat(body).length, 7);
  start.writeUInt8(body.length - 1, 9);
  const lengths = [headers.identification, headers.comment].map((header) => packLength(header.length));
  return Buffer.concat([start, ...lengths, ...body]).toString('base64');
}

/**
 * The configuration of what we send in a shape. `setup` is libtheora's setup header, the same for every stream that one
 * encoder makes. Sizes that are no multiple of 16 lie at the top left of the coded frame.
 */
export function ownTheoraConfiguration(shape: PictureShape, setup: Buffer): string {
  const identification = identificationOf(shape);
  return packTheoraConfiguration(ownTheoraIdent(shape), { identification, comment: minimalComment(), setup });
}

/** The ident of all that we send in a shape: another shape has another, so that nobody decodes with the wrong headers. */
export function ownTheoraIdent(shape: PictureShape): number {
  return createHash('sha256').update(identificationOf(shape)).digest().readUIntBE(0, 3);
}

function identificationOf({ width, height, frameRate }: PictureShape): Buffer {
  const blocksWide = Math.ceil(width / 16);
  const blocksHigh = Math.ceil(height / 16);
  const header = Buffer.alloc(42);
  header.write('\x80theora\x03\x02\x01', 'latin1');
  header.writeUInt16BE(blocksWide, 10);
  header.writeUInt16BE(blocksHigh, 12);
  header.writeUIntBE(width, 14, 3);
  header.writeUIntBE(height, 17, 3);
  header.writeUInt8(0, 20);
  header.writeUInt8(blocksHigh * 16 - height, 21);
  header.writeUInt32BE(frameRate, 22);
  header.writeUInt32BE(1, 26);
  header.writeUIntBE(1, 30, 3);
  header.writeUIntBE(1, 33, 3);
  // Octets 36 to 39, colour space and nominal bit rate, stay unknown; 6 is the granule shift, which only Ogg needs.
  header.writeUInt16BE(6 << 5, 40);
  return header;
}

/** Where the packed headers lie, from their lengths; the last takes what is left. */
function splitHeaders(packed: Buffer): TheoraHeaders | undefined {
  const total = packed.readUInt16BE(7);
  if (packed.readUInt8(9) !== 2) return undefined;
  const first = readLength(packed, 10);
  const second = first === undefined ? undefined : readLength(packed, first.next);
  if (first === undefined || second === undefined) return undefined;
  const start = second.next;
  // ffmpeg counts the headers only, others the lengths before them too: the octets that are there decide.
  const end = Math.min(packed.length, start + total);
  const commentStart = start + first.length;
  const setupStart = commentStart + second.length;
  if (setupStart >= end) return undefined;
  return {
    identification: packed.subarray(start, commentStart),
    comment: packed.subarray(commentStart, setupStart),
    setup: packed.subarray(setupStart, end),
  };
}

function readIdentification(header: Buffer): TheoraIdentification | undefined {
  if (header.length < 42 || !isHeader(header, 0x80) || header.readUInt8(7) !== 3) return undefined;
  const frameWidth = header.readUInt16BE(10) * 16;
  const frameHeight = header.readUInt16BE(12) * 16;
  const pictureWidth = header.readUIntBE(14, 3);
  const pictureHeight = header.readUIntBE(17, 3);
  const pictureLeft = header.readUInt8(20);
  const pictureTop = frameHeight - pictureHeight - header.readUInt8(21);
  const [rate, per] = [header.readUInt32BE(22), header.readUInt32BE(26)];
  const isInside = pictureLeft + pictureWidth <= frameWidth && pictureTop >= 0;
  if (pictureWidth === 0 || pictureHeight === 0 || !isInside || rate === 0 || per === 0) return undefined;
  return { frameWidth, frameHeight, pictureWidth, pictureHeight, pictureLeft, pictureTop, frameRate: rate / per };
}

/** Vendor "Bryggen" and no comments (Theora specification, 6.3): ffmpeg writes none, and libtheora refuses that. */
function minimalComment(): Buffer {
  const vendor = Buffer.from('Bryggen');
  const lengths = Buffer.alloc(4);
  lengths.writeUInt32LE(vendor.length);
  return Buffer.concat([Buffer.from('\x81theora', 'latin1'), lengths, vendor, Buffer.alloc(4)]);
}

function isHeader(header: Buffer, type: number): boolean {
  return header.length > 7 && header.readUInt8(0) === type && header.toString('latin1', 1, 7) === 'theora';
}

/** Seven bits to the octet, the most significant first, the top bit set on all but the last. */
function packLength(length: number): Buffer {
  const octets = [length & 0x7f];
  for (let rest = length >> 7; rest > 0; rest >>= 7) octets.unshift((rest & 0x7f) | 0x80);
  return Buffer.from(octets);
}

function readLength(packed: Buffer, offset: number): { length: number; next: number } | undefined {
  let length = 0;
  for (let next = offset; next < packed.length && next < offset + 4; next += 1) {
    const octet = packed.readUInt8(next);
    length = (length << 7) | (octet & 0x7f);
    if ((octet & 0x80) === 0) return { length, next: next + 1 };
  }
  return undefined;
}
