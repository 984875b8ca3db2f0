/**
 * The compounds that we send: our session reports what it receives, each of our streams what it sends, and each SSRC says whose it
 * is. One datagram holds as much as fits in 1200 octets.
 */
import type { ReportBlock, SenderReport } from '../rtp/rtcp.ts';
import {
  buildBye,
  buildPli,
  buildReceiverReport,
  buildSdes,
  buildSenderReport,
  MAX_RTCP_COUNT,
} from '../rtp/rtcp-build.ts';
import { MAX_DATAGRAM_BYTES } from './app-packet.ts';

/** An SSRC of ours and the person behind it. */
export interface OwnSource {
  ssrc: number;
  cname: string;
  name?: string;
}

/** With an SDES chunk of two full items, more blocks would not fit in one datagram. */
const MAX_BLOCKS = 24;
const SDES_HEADER_BYTES = 4;

interface Part {
  reports: Buffer;
  source: OwnSource;
}

function slices<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function compound(parts: readonly Part[]): Buffer {
  const sources = new Map(parts.map(({ source }) => [source.ssrc, source]));
  return Buffer.concat([...parts.map((part) => part.reports), buildSdes([...sources.values()])]);
}

/** The compounds of one interval. `streams` without `report` have been silent, and only say that they are there. */
export function buildReports(
  session: OwnSource,
  blocks: readonly ReportBlock[],
  streams: readonly { source: OwnSource; report: Omit<SenderReport, 'kind'> | undefined }[],
): Buffer[] {
  const receiverReports = blocks.length === 0 ? [[]] : slices(blocks, MAX_BLOCKS);
  const parts: Part[] = receiverReports.map((reports) => ({
    reports: buildReceiverReport({ ssrc: session.ssrc, reports }),
    source: session,
  }));
  for (const { source, report } of streams) {
    const reports =
      report === undefined ? buildReceiverReport({ ssrc: source.ssrc, reports: [] }) : buildSenderReport(report);
    parts.push({ reports, source });
  }

  const datagrams: Part[][] = [];
  let bytes = MAX_DATAGRAM_BYTES;
  for (const part of parts) {
    const partBytes = part.reports.length + buildSdes([part.source]).length - SDES_HEADER_BYTES;
    const current = datagrams.at(-1);
    if (current !== undefined && bytes + partBytes <= MAX_DATAGRAM_BYTES && current.length < MAX_RTCP_COUNT) {
      current.push(part);
      bytes += partBytes;
    } else {
      datagrams.push([part]);
      bytes = SDES_HEADER_BYTES + partBytes;
    }
  }
  return datagrams.map(compound);
}

/** Compounds that say that SSRCs of ours have ended. */
export function buildGoodbyes(session: OwnSource, ssrcs: readonly number[]): Buffer[] {
  return slices(ssrcs, MAX_RTCP_COUNT).map((some) => Buffer.concat([...buildReports(session, [], []), buildBye(some)]));
}

/** A compound that asks for a keyframe (RFC 4585, 3.1: a report and SDES come first). */
export function buildKeyframeRequest(session: OwnSource, mediaSsrc: number): Buffer {
  return Buffer.concat([...buildReports(session, [], []), buildPli(session.ssrc, mediaSsrc)]);
}
