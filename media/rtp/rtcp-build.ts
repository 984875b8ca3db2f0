/** Writers of SR, RR, SDES, BYE and APP (RFC 3550, 6.4 to 6.7) and PLI (RFC 4585, 6.3.1). Packet types are in `rtcp.ts`. */
import { FMT_PLI, type ReceiverReport, type ReportBlock, RTCP_TYPE, type RtcpApp, type SenderReport } from './rtcp.ts';

/** The five bit count field bounds reports, chunks and SSRCs in one packet. */
export const MAX_RTCP_COUNT = 31;

/** SDES items and the BYE reason have a length of one octet. */
const MAX_TEXT_BYTES = 255;

/** Puts the header before a body, padding the body with zero octets to a multiple of four. */
function packet(packetType: number, count: number, body: Buffer): Buffer {
  if (count < 0 || count > MAX_RTCP_COUNT)
    throw new RangeError(`RTCP count ${count} is not within 0..${MAX_RTCP_COUNT}`);
  const words = Math.ceil(body.length / 4);
  const bytes = Buffer.alloc(4 + 4 * words);
  bytes.writeUInt8(0x80 | count, 0);
  bytes.writeUInt8(packetType, 1);
  bytes.writeUInt16BE(words, 2);
  body.copy(bytes, 4);
  return bytes;
}

function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => {
    bytes.writeUInt32BE(value >>> 0, 4 * index);
  });
  return bytes;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function reportBlock(report: ReportBlock): Buffer {
  const lost = clamp(report.cumulativeLost, -0x800000, 0x7fffff) & 0xffffff;
  return u32(
    report.ssrc,
    (clamp(report.fractionLost, 0, 255) << 24) | lost,
    report.highestSequence,
    report.jitter,
    report.lastSr,
    report.delaySinceLastSr,
  );
}

/** A sender report with at most 31 report blocks. */
export function buildSenderReport(report: Omit<SenderReport, 'kind'>): Buffer {
  const head = u32(
    report.ssrc,
    report.ntpSeconds,
    report.ntpFraction,
    report.rtpTimestamp,
    report.packetCount,
    report.octetCount,
  );
  return packet(RTCP_TYPE.SR, report.reports.length, Buffer.concat([head, ...report.reports.map(reportBlock)]));
}

/** A receiver report with at most 31 report blocks; empty where nothing has been received. */
export function buildReceiverReport(report: Omit<ReceiverReport, 'kind'>): Buffer {
  const blocks = report.reports.map(reportBlock);
  return packet(RTCP_TYPE.RR, report.reports.length, Buffer.concat([u32(report.ssrc), ...blocks]));
}

/** UTF-8 of at most 255 octets, cut between characters. */
function shortText(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= MAX_TEXT_BYTES) return bytes;
  let end = MAX_TEXT_BYTES;
  // 0b10xxxxxx is the inside of a character.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}

function sdesItem(type: number, text: string): Buffer {
  const bytes = shortText(text);
  return Buffer.concat([Buffer.from([type, bytes.length]), bytes]);
}

function sdesChunk(chunk: { ssrc: number; cname: string; name?: string }): Buffer {
  const items = [u32(chunk.ssrc), sdesItem(1, chunk.cname)];
  if (chunk.name !== undefined) items.push(sdesItem(2, chunk.name));
  const bytes = Buffer.concat(items);
  // At least one zero octet ends the list of items.
  return Buffer.concat([bytes, Buffer.alloc(4 - (bytes.length % 4))]);
}

/** Source description of at most 31 SSRCs, with CNAME and NAME. */
export function buildSdes(chunks: readonly { ssrc: number; cname: string; name?: string }[]): Buffer {
  return packet(RTCP_TYPE.SDES, chunks.length, Buffer.concat(chunks.map(sdesChunk)));
}

/** BYE for at most 31 SSRCs. */
export function buildBye(ssrcs: readonly number[], reason?: string): Buffer {
  const text = reason === undefined ? Buffer.alloc(0) : shortText(reason);
  const tail = reason === undefined ? text : Buffer.concat([Buffer.from([text.length]), text]);
  return packet(RTCP_TYPE.BYE, ssrcs.length, Buffer.concat([u32(...ssrcs), tail]));
}

/** Asks the sender of `mediaSsrc` for a keyframe. */
export function buildPli(senderSsrc: number, mediaSsrc: number): Buffer {
  return packet(RTCP_TYPE.PSFB, FMT_PLI, u32(senderSsrc, mediaSsrc));
}

/** An APP packet; the name has four ASCII characters, and the data is zero padded to a multiple of four. */
export function buildApp({ subtype, ssrc, name, data }: RtcpApp): Buffer {
  if (!/^[\x20-\x7e]{4}$/.test(name)) throw new RangeError('an APP name has four printable ASCII characters');
  return packet(RTCP_TYPE.APP, subtype, Buffer.concat([u32(ssrc), Buffer.from(name, 'latin1'), data]));
}
