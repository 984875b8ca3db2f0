import { type RtpHeader, rtpPayload } from '../rtp/rtp-packet.ts';
import type { MediaFormat } from './formats.ts';
import { startsKeyframe } from './keyframes.ts';
import { readTheoraConfiguration } from './theora-configuration.ts';
import { readTheoraPayload } from './theora-payload.ts';

/** What a packet is to the decoder of one source format. */
export type PacketUse =
  /** Of no use: another payload type; of Theora headers in band, or what needs others than the source's. */
  | 'none'
  /** It can be decoded after others. */
  | 'dependent'
  /** Decoding can start with it; every packet of sound. */
  | 'key';

/** Throws a TypeError where a Theora source has no configuration that can be read. */
export function createPacketFilter(source: MediaFormat): (packet: Buffer, header: RtpHeader) => PacketUse {
  const ident = source.codec === 'theora' ? identOf(source.configuration) : undefined;
  return (packet, header) => {
    if (header.payloadType !== source.payloadType) return 'none';
    if (source.kind === 'audio') return 'key';
    const payload = rtpPayload(packet, header);
    if (ident !== undefined && !isTheoraPicture(payload, ident)) return 'none';
    return startsKeyframe(source.codec, payload) ? 'key' : 'dependent';
  };
}

function identOf(base64: string | undefined): number {
  const configuration = readTheoraConfiguration(base64 ?? '');
  if (configuration === undefined) throw new TypeError('A Theora source needs its packed headers as configuration.');
  return configuration.ident;
}

/** ffmpeg would ignore headers in band, and fall silent at an ident that it does not know. */
function isTheoraPicture(payload: Buffer, ident: number): boolean {
  const theora = readTheoraPayload(payload);
  return theora?.isPicture === true && theora.ident === ident;
}
