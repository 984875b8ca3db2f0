/**
 * The RTP fixed header (RFC 3550, 5.1), read without copying and changed in place.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           timestamp                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                             SSRC                              |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |                 CSRC list (0 to 15 items)                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  extension profile (if X)     |  length in 32 bit words       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

/** The fixed header's size in octets, without CSRCs and extension. */
export const RTP_HEADER_BYTES = 12;

/** Where the extension's data lies in the packet; `offset` is behind its four octets of header. */
export interface RtpExtension {
  profile: number;
  offset: number;
  lengthBytes: number;
}

/** What a valid packet's header says. Offsets are octets from the packet's start. */
export interface RtpHeader {
  payloadType: number;
  sequenceNumber: number;
  timestamp: number;
  ssrc: number;
  marker: boolean;
  csrcCount: number;
  extension: RtpExtension | undefined;
  payloadOffset: number;
  /** Octets of padding at the end, its count octet included; the payload ends before them. */
  paddingLength: number;
}

/**
 * Reads an RTP header, or gives `undefined` where the octets are no valid RTP packet (RFC 3550, A.1: version, room for
 * CSRCs, extension and padding). Never throws.
 */
export function parseRtpHeader(packet: Buffer): RtpHeader | undefined {
  if (packet.length < RTP_HEADER_BYTES) return undefined;
  const first = packet.readUInt8(0);
  if (first >> 6 !== 2) return undefined;
  const second = packet.readUInt8(1);
  const csrcCount = first & 0x0f;

  let payloadOffset = RTP_HEADER_BYTES + 4 * csrcCount;
  let extension: RtpExtension | undefined;
  if ((first & 0x10) !== 0) {
    if (packet.length < payloadOffset + 4) return undefined;
    const lengthBytes = 4 * packet.readUInt16BE(payloadOffset + 2);
    extension = { profile: packet.readUInt16BE(payloadOffset), offset: payloadOffset + 4, lengthBytes };
    payloadOffset += 4 + lengthBytes;
  }
  if (payloadOffset > packet.length) return undefined;

  let paddingLength = 0;
  if ((first & 0x20) !== 0) {
    paddingLength = packet.readUInt8(packet.length - 1);
    if (paddingLength === 0 || payloadOffset + paddingLength > packet.length) return undefined;
  }

  return {
    payloadType: second & 0x7f,
    sequenceNumber: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
    marker: (second & 0x80) !== 0,
    csrcCount,
    extension,
    payloadOffset,
    paddingLength,
  };
}

/** The payload without header and padding, as a view on the same memory. */
export function rtpPayload(packet: Buffer, header: RtpHeader): Buffer {
  return packet.subarray(header.payloadOffset, packet.length - header.paddingLength);
}

/** Writes the payload type (0..127) and leaves the marker bit as it is. The packet must have passed `parseRtpHeader`. */
export function setPayloadType(packet: Buffer, payloadType: number): void {
  packet.writeUInt8((packet.readUInt8(1) & 0x80) | (payloadType & 0x7f), 1);
}

/** Writes the sequence number, modulo 2^16. */
export function setSequenceNumber(packet: Buffer, sequenceNumber: number): void {
  packet.writeUInt16BE(sequenceNumber & 0xffff, 2);
}

/** Writes the timestamp, modulo 2^32. */
export function setTimestamp(packet: Buffer, timestamp: number): void {
  packet.writeUInt32BE(timestamp >>> 0, 4);
}

/** Writes the SSRC, modulo 2^32. */
export function setSsrc(packet: Buffer, ssrc: number): void {
  packet.writeUInt32BE(ssrc >>> 0, 8);
}

/** What `buildRtpPacket` takes: the header's fields and the payload. */
export interface RtpPacketFields {
  payloadType: number;
  sequenceNumber: number;
  timestamp: number;
  ssrc: number;
  marker?: boolean;
  payload: Buffer;
}

/** Makes a packet without CSRCs, extension or padding. */
export function buildRtpPacket(fields: RtpPacketFields): Buffer {
  const packet = Buffer.alloc(RTP_HEADER_BYTES + fields.payload.length);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(fields.marker === true ? 0x80 : 0, 1);
  setPayloadType(packet, fields.payloadType);
  setSequenceNumber(packet, fields.sequenceNumber);
  setTimestamp(packet, fields.timestamp);
  setSsrc(packet, fields.ssrc);
  fields.payload.copy(packet, RTP_HEADER_BYTES);
  return packet;
}

/** Tells RTCP from RTP on a shared port: the second octet of RTCP is 192 to 223 (RFC 5761, section 4). */
export function isRtcp(packet: Buffer): boolean {
  if (packet.length < 4 || packet.readUInt8(0) >> 6 !== 2) return false;
  const packetType = packet.readUInt8(1);
  return packetType >= 192 && packetType <= 223;
}
