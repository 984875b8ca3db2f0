/**
 * RTP packets in a byte stream, as GStreamer's rtpstreampay and rtpstreamdepay carry them (RFC 4571, section 2):
 *
 *  0                   1
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 * +-------------------------------+------------ - -
 * |            length             |  RTP packet
 * +-------------------------------+------------ - -
 */

/** One packet with its length in front. */
export function frameRtp(packet: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(2 + packet.length);
  framed.writeUInt16BE(packet.length, 0);
  packet.copy(framed, 2);
  return framed;
}

/** Gathers chunks of the stream and hands out each complete packet (a view of memory that nobody else changes). */
export function createRtpDeframer(onPacket: (packet: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0)) {
      const end = 2 + bytes.readUInt16BE(0);
      onPacket(bytes.subarray(2, end));
      bytes = bytes.subarray(end);
    }
    rest = bytes;
  };
}
