import type { VideoFormat } from './formats.ts';
import { isTheoraKeyframe, readTheoraPayload } from './theora-payload.ts';

/** Whether this RTP payload begins a picture that can be decoded without any before it. Never throws. */
export function startsKeyframe(codec: VideoFormat['codec'], payload: Buffer): boolean {
  switch (codec) {
    case 'vp8':
      return startsVp8Keyframe(payload);
    case 'h264':
      return startsH264Keyframe(payload);
    case 'theora':
      return startsTheoraKeyframe(payload);
  }
}

/**
 * The payload descriptor of VP8 (RFC 7741, 4.2), then the frame's first octet, whose lowest bit is 0 in a keyframe.
 *
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * |X|R|N|S|R| PID |  S with PID 0: the frame starts here
 * |I|L|T|K| RSV   |  if X
 * |M| PictureID   |  if I; two octets if M
 * |   TL0PICIDX   |  if L
 * |TID|Y| KEYIDX  |  if T or K
 * +-+-+-+-+-+-+-+-+
 */
function startsVp8Keyframe(payload: Buffer): boolean {
  const first = payload[0] ?? 0;
  if ((first & 0x17) !== 0x10) return false;
  let offset = 1;
  if ((first & 0x80) !== 0) {
    const present = payload[1] ?? 0;
    offset = 2;
    if ((present & 0x80) !== 0) offset += ((payload[2] ?? 0) & 0x80) === 0 ? 1 : 2;
    if ((present & 0x40) !== 0) offset += 1;
    if ((present & 0x30) !== 0) offset += 1;
  }
  return offset < payload.length && ((payload[offset] ?? 1) & 0x01) === 0;
}

const H264_IDR = 5;
const H264_SPS = 7;
const H264_STAP_A = 24;
const H264_FU_A = 28;

/** H.264 (RFC 6184, 5.2): a parameter set or an IDR slice, alone, first of an aggregate, or as first fragment. */
function startsH264Keyframe(payload: Buffer): boolean {
  const type = (payload[0] ?? 0) & 0x1f;
  switch (type) {
    case H264_STAP_A:
      return isH264KeyUnit((payload[3] ?? 0) & 0x1f);
    case H264_FU_A: {
      const header = payload[1] ?? 0;
      return (header & 0x80) !== 0 && isH264KeyUnit(header & 0x1f);
    }
    default:
      return isH264KeyUnit(type);
  }
}

function isH264KeyUnit(type: number): boolean {
  return type === H264_IDR || type === H264_SPS;
}

/** A picture that is whole or begins here, of those in the packet any. */
function startsTheoraKeyframe(payload: Buffer): boolean {
  const theora = readTheoraPayload(payload);
  if (theora === undefined || !theora.isPicture) return false;
  return (theora.fragment === 'whole' || theora.fragment === 'first') && theora.data.some(isTheoraKeyframe);
}
