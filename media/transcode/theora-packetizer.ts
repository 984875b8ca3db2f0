import { buildRtpPacket, RTP_HEADER_BYTES } from '../rtp/rtp-packet.ts';
import type { AviPicture } from './avi-pictures.ts';
import { LARGEST_PACKET_BYTES } from './ffmpeg-arguments.ts';
import type { PictureShape } from './formats.ts';
import { ownTheoraIdent } from './theora-configuration.ts';
import { theoraPayloadsOf } from './theora-payload.ts';

/** Makes RTP packets (draft-barbato-avt-rtp-theora-01) of at most 1200 octets, the last of each picture marked. Pure. */
export function createTheoraPacketizer(
  shape: PictureShape,
  { payloadType, ssrc, firstTimestamp }: { payloadType: number; ssrc: number; firstTimestamp: number },
): (picture: AviPicture) => Buffer[] {
  const ident = ownTheoraIdent(shape);
  const frameTicks = 90_000 / shape.frameRate;
  let sequenceNumber = 0;

  return ({ index, data }) => {
    const timestamp = (firstTimestamp + Math.round(index * frameTicks)) >>> 0;
    const payloads = theoraPayloadsOf(data, ident, LARGEST_PACKET_BYTES - RTP_HEADER_BYTES);
    return payloads.map((payload, piece) => {
      const marker = piece === payloads.length - 1;
      const packet = buildRtpPacket({ payloadType, sequenceNumber, timestamp, ssrc, marker, payload });
      sequenceNumber = (sequenceNumber + 1) & 0xffff;
      return packet;
    });
  };
}
