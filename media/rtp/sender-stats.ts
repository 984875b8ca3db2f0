/** What has been sent of one SSRC, and what its receiver reports of it: the ground of SRs (RFC 3550, 6.4.1). Pure. */
import type { ReportBlock, SenderReport } from './rtcp.ts';

/** From 1900, where NTP begins, to 1970, where Unix time does. */
const NTP_UNIX_SECONDS = 2_208_988_800;

/** An instant as NTP has it: seconds since 1900 modulo 2^32, and a fraction in 1/2^32 s. */
export interface NtpTime {
  ntpSeconds: number;
  ntpFraction: number;
}

export function ntpTime(unixMs: number): NtpTime {
  const seconds = Math.floor(unixMs / 1000);
  const fraction = Math.floor(((unixMs - seconds * 1000) / 1000) * 2 ** 32);
  return { ntpSeconds: (seconds + NTP_UNIX_SECONDS) % 2 ** 32, ntpFraction: fraction };
}

/** The middle 32 bits of an NTP time, as LSR has them: units of 1/65536 s. */
function middle32({ ntpSeconds, ntpFraction }: NtpTime): number {
  return (((ntpSeconds & 0xffff) << 16) | (ntpFraction >>> 16)) >>> 0;
}

export interface SenderSnapshot {
  packets: number;
  /** Payload octets, as in SRs. */
  bytes: number;
  /** As the receiver last reported; `undefined` before. */
  lost: number | undefined;
  fractionLost: number | undefined;
  roundTripMs: number | undefined;
}

export interface SenderStats {
  readonly clockRate: number;
  /** Notes a packet; times are Unix milliseconds. */
  sent(packet: { timestamp: number; payloadBytes: number }, nowMs: number): void;
  /** The sender report for this moment, without report blocks; `undefined` before the first packet. */
  report(nowMs: number): Omit<SenderReport, 'kind'> | undefined;
  /** Notes a report block of the receiver about this SSRC. */
  reported(block: ReportBlock, nowMs: number): void;
  /** When the last packet went, `undefined` before the first. */
  lastSentMs(): number | undefined;
  snapshot(): SenderSnapshot;
}

/** `clockRate` in Hz. */
export function createSenderStats({ ssrc, clockRate }: { ssrc: number; clockRate: number }): SenderStats {
  let packets = 0;
  let bytes = 0;
  let last: { timestamp: number; sentMs: number } | undefined;
  let remote: ReportBlock | undefined;
  let roundTripMs: number | undefined;

  return {
    clockRate,
    sent({ timestamp, payloadBytes }, nowMs) {
      packets += 1;
      bytes += payloadBytes;
      // The packets of one frame share a timestamp: the first of them is nearest to its instant.
      if (last === undefined || last.timestamp !== timestamp) last = { timestamp, sentMs: nowMs };
    },
    report(nowMs) {
      if (last === undefined) return undefined;
      const ticks = Math.round(((nowMs - last.sentMs) * clockRate) / 1000);
      const rtpTimestamp = (last.timestamp + ticks) >>> 0;
      return {
        ssrc,
        ...ntpTime(nowMs),
        rtpTimestamp,
        packetCount: packets >>> 0,
        octetCount: bytes >>> 0,
        reports: [],
      };
    },
    reported(block, nowMs) {
      remote = block;
      if (block.lastSr === 0) return;
      // RFC 3550, 6.4.1: A - LSR - DLSR. A negative one is a lie or a clock that was set.
      const units = (middle32(ntpTime(nowMs)) - block.lastSr - block.delaySinceLastSr) | 0;
      if (units >= 0) roundTripMs = (units * 1000) / 65_536;
    },
    lastSentMs: () => last?.sentMs,
    snapshot: () => ({
      packets,
      bytes,
      lost: remote?.cumulativeLost,
      fractionLost: remote === undefined ? undefined : remote.fractionLost / 256,
      roundTripMs,
    }),
  };
}
