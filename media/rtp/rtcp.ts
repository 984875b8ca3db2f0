/**
 * RTCP as it comes and goes on the wire: compounds taken apart, and SR, RR, SDES, BYE, APP (RFC 3550, 6) and PLI
 * (RFC 4585, 6.3.1) read. The writers are in `rtcp-build.ts`.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P| count   |  packet type  | length in 32 bit words, less 1|
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * `count` is the number of reports, chunks or SSRCs, or the subtype of an APP, or the format of a feedback packet.
 */

export const RTCP_TYPE = { SR: 200, RR: 201, SDES: 202, BYE: 203, APP: 204, RTPFB: 205, PSFB: 206 } as const;

/** The feedback format of a picture loss indication. */
export const FMT_PLI = 1;

/** One packet of a compound: views on the datagram's memory. */
export interface RtcpSlice {
  packetType: number;
  /** The five bits behind version and padding. */
  count: number;
  /** The whole packet, header and padding included. */
  bytes: Buffer;
  /** What is behind the four octets of header, without padding. */
  body: Buffer;
}

export type CompoundResult = { kind: 'packets'; packets: RtcpSlice[] } | { kind: 'malformed'; reason: string };

function malformed(reason: string): CompoundResult {
  return { kind: 'malformed', reason };
}

/**
 * Takes a datagram apart (RFC 3550, A.2). The first packet need not be a report (RFC 5506). Everything must fit exactly:
 * one bad length makes all of it malformed, since nothing behind it can be trusted. Never throws.
 */
export function splitCompound(datagram: Buffer): CompoundResult {
  if (datagram.length === 0) return malformed('empty');
  const packets: RtcpSlice[] = [];
  let offset = 0;
  while (offset < datagram.length) {
    if (datagram.length - offset < 4) return malformed('truncated header');
    const first = datagram.readUInt8(offset);
    if (first >> 6 !== 2) return malformed('version is not 2');
    const packetType = datagram.readUInt8(offset + 1);
    if (packetType < 192 || packetType > 223) return malformed('not an RTCP packet type');
    const end = offset + 4 * (datagram.readUInt16BE(offset + 2) + 1);
    if (end > datagram.length) return malformed('length passes the datagram');

    let padding = 0;
    if ((first & 0x20) !== 0) {
      if (end !== datagram.length) return malformed('padding before the last packet');
      padding = datagram.readUInt8(end - 1);
      if (padding === 0 || padding % 4 !== 0 || padding > end - offset - 4) return malformed('bad padding');
    }
    packets.push({
      packetType,
      count: first & 0x1f,
      bytes: datagram.subarray(offset, end),
      body: datagram.subarray(offset + 4, end - padding),
    });
    offset = end;
  }
  return { kind: 'packets', packets };
}

/**
 * The datagram without its APP packets, or `undefined` where nothing is left or it is malformed. mediasoup reads a compound no
 * further than an APP, so none may reach it. A datagram without APP is given back as it is, uncopied.
 */
export function withoutApp(datagram: Buffer): Buffer | undefined {
  const split = splitCompound(datagram);
  if (split.kind === 'malformed') return undefined;
  const kept = split.packets.filter((packet) => packet.packetType !== RTCP_TYPE.APP);
  if (kept.length === split.packets.length) return datagram;
  return kept.length === 0 ? undefined : Buffer.concat(kept.map((packet) => packet.bytes));
}

/** An APP packet (RFC 3550, 6.7). `data` is a view. */
export interface RtcpApp {
  subtype: number;
  ssrc: number;
  /** Four ASCII characters. */
  name: string;
  data: Buffer;
}

/** Reads a slice as an APP packet, or gives `undefined` where it is none or too short. */
export function parseApp(slice: RtcpSlice): RtcpApp | undefined {
  if (slice.packetType !== RTCP_TYPE.APP || slice.body.length < 8) return undefined;
  return {
    subtype: slice.count,
    ssrc: slice.body.readUInt32BE(0),
    name: slice.body.toString('latin1', 4, 8),
    data: slice.body.subarray(8),
  };
}

/** The APP packets of that four-character name (`VARN` for the arena's signalling), in order. */
export function appsNamed(packets: readonly RtcpSlice[], name: string): RtcpApp[] {
  return packets.map(parseApp).filter((app): app is RtcpApp => app !== undefined && app.name === name);
}

/** One report block of SR or RR (RFC 3550, 6.4.1). */
export interface ReportBlock {
  ssrc: number;
  /** Lost since the previous report, in 1/256. */
  fractionLost: number;
  /** Signed: duplicates can make it negative. */
  cumulativeLost: number;
  /** Sequence cycles in the high 16 bits, highest sequence number in the low ones. */
  highestSequence: number;
  /** In units of the stream's clock. */
  jitter: number;
  /** Middle 32 bits of the last SR's NTP time, 0 where none has come. */
  lastSr: number;
  /** In 1/65536 s. */
  delaySinceLastSr: number;
}

export interface SenderReport {
  kind: 'senderReport';
  ssrc: number;
  ntpSeconds: number;
  ntpFraction: number;
  rtpTimestamp: number;
  packetCount: number;
  octetCount: number;
  reports: ReportBlock[];
}

export interface ReceiverReport {
  kind: 'receiverReport';
  ssrc: number;
  reports: ReportBlock[];
}

export interface SdesChunk {
  ssrc: number;
  cname?: string;
  name?: string;
}

export type RtcpPacket =
  | SenderReport
  | ReceiverReport
  | { kind: 'sourceDescription'; chunks: SdesChunk[] }
  | { kind: 'bye'; ssrcs: number[]; reason: string | undefined }
  | { kind: 'pictureLoss'; senderSsrc: number; mediaSsrc: number }
  | ({ kind: 'app' } & RtcpApp)
  | { kind: 'other'; packetType: number; count: number };

/** Reads one packet of a compound, or gives `undefined` where its inside does not fit. Never throws. */
export function parseRtcp(slice: RtcpSlice): RtcpPacket | undefined {
  switch (slice.packetType) {
    case RTCP_TYPE.SR:
      return parseSenderReport(slice);
    case RTCP_TYPE.RR:
      return parseReceiverReport(slice);
    case RTCP_TYPE.SDES:
      return parseSdes(slice);
    case RTCP_TYPE.BYE:
      return parseBye(slice);
    case RTCP_TYPE.APP: {
      const app = parseApp(slice);
      return app === undefined ? undefined : { kind: 'app', ...app };
    }
    case RTCP_TYPE.PSFB:
      if (slice.count !== FMT_PLI) break;
      if (slice.body.length < 8) return undefined;
      return { kind: 'pictureLoss', senderSsrc: slice.body.readUInt32BE(0), mediaSsrc: slice.body.readUInt32BE(4) };
  }
  return { kind: 'other', packetType: slice.packetType, count: slice.count };
}

const REPORT_BLOCK_BYTES = 24;

function parseReports({ body, count }: RtcpSlice, offset: number): ReportBlock[] | undefined {
  if (body.length < offset + REPORT_BLOCK_BYTES * count) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const at = offset + REPORT_BLOCK_BYTES * index;
    return {
      ssrc: body.readUInt32BE(at),
      fractionLost: body.readUInt8(at + 4),
      cumulativeLost: body.readIntBE(at + 5, 3),
      highestSequence: body.readUInt32BE(at + 8),
      jitter: body.readUInt32BE(at + 12),
      lastSr: body.readUInt32BE(at + 16),
      delaySinceLastSr: body.readUInt32BE(at + 20),
    };
  });
}

function parseSenderReport(slice: RtcpSlice): SenderReport | undefined {
  const reports = parseReports(slice, 24);
  if (reports === undefined) return undefined;
  const { body } = slice;
  return {
    kind: 'senderReport',
    ssrc: body.readUInt32BE(0),
    ntpSeconds: body.readUInt32BE(4),
    ntpFraction: body.readUInt32BE(8),
    rtpTimestamp: body.readUInt32BE(12),
    packetCount: body.readUInt32BE(16),
    octetCount: body.readUInt32BE(20),
    reports,
  };
}

function parseReceiverReport(slice: RtcpSlice): ReceiverReport | undefined {
  const reports = parseReports(slice, 4);
  if (reports === undefined) return undefined;
  return { kind: 'receiverReport', ssrc: slice.body.readUInt32BE(0), reports };
}

const SDES_END = 0;
const SDES_CNAME = 1;
const SDES_NAME = 2;

function parseSdes({ body, count }: RtcpSlice): RtcpPacket | undefined {
  const chunks: SdesChunk[] = [];
  let offset = 0;
  while (chunks.length < count) {
    if (body.length < offset + 4) return undefined;
    const chunk: SdesChunk = { ssrc: body.readUInt32BE(offset) };
    offset += 4;
    while (offset < body.length && body[offset] !== SDES_END) {
      const length = body[offset + 1];
      if (length === undefined || body.length < offset + 2 + length) return undefined;
      const text = body.toString('utf8', offset + 2, offset + 2 + length);
      if (body[offset] === SDES_CNAME) chunk.cname = text;
      if (body[offset] === SDES_NAME) chunk.name = text;
      offset += 2 + length;
    }
    // A chunk ends with one to four zero octets, at a multiple of four.
    if (offset >= body.length) return undefined;
    offset = 4 * Math.floor(offset / 4) + 4;
    chunks.push(chunk);
  }
  return { kind: 'sourceDescription', chunks };
}

function parseBye({ body, count }: RtcpSlice): RtcpPacket | undefined {
  const end = 4 * count;
  if (body.length < end) return undefined;
  const ssrcs = Array.from({ length: count }, (_, index) => body.readUInt32BE(4 * index));
  const length = body[end];
  if (length === undefined) return { kind: 'bye', ssrcs, reason: undefined };
  if (body.length < end + 1 + length) return undefined;
  return { kind: 'bye', ssrcs, reason: body.toString('utf8', end + 1, end + 1 + length) };
}
