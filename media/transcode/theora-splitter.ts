import { parseRtpHeader, rtpPayload, setSequenceNumber, setTimestamp } from '../rtp/rtp-packet.ts';
import { readTheoraPayload, theoraPayloadsOf } from './theora-payload.ts';

/**
 * Gives each small picture that shares an RTP packet with others a packet of its own, with a timestamp of its own: the
 * draft says only when the first is shown, and ffmpeg drops the rest. Later sequence numbers make room. Pure.
 *
 * Takes packets of one stream and gives them back, the usual one unchanged but for its sequence number.
 */
export function createTheoraSplitter(frameRate: number): (packet: Buffer) => Buffer[] {
  const frameTicks = Math.round(90_000 / frameRate);
  let added = 0;

  return (packet) => {
    const header = parseRtpHeader(packet);
    if (header === undefined) return [];
    const { sequenceNumber, timestamp, payloadOffset } = header;
    const payload = readTheoraPayload(rtpPayload(packet, header));
    if (payload === undefined || payload.data.length < 2) {
      setSequenceNumber(packet, sequenceNumber + added);
      return [packet];
    }
    const split = payload.data.map((picture, index) => {
      const single = Buffer.concat([
        packet.subarray(0, payloadOffset),
        ...theoraPayloadsOf(picture, payload.ident, 0xffff),
      ]);
      // What was padding is gone with the old payload (RFC 3550, 5.1: P).
      single.writeUInt8(single.readUInt8(0) & 0xdf, 0);
      setSequenceNumber(single, sequenceNumber + added + index);
      setTimestamp(single, timestamp + index * frameTicks);
      return single;
    });
    added += split.length - 1;
    return split;
  };
}
