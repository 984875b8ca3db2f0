import type { MediaFormat, VideoFormat } from './formats.ts';
import { readTheoraConfiguration } from './theora-configuration.ts';

/**
 * The SDP (RFC 4566) by which ffmpeg's `sdp` demuxer learns what comes to `port` on 127.0.0.1. Throws a TypeError where
 * a Theora source has no configuration that can be read: ffmpeg would decode garbage without a word.
 */
export function sourceSdp(source: MediaFormat, port: number): string {
  const { payloadType } = source;
  const lines = [
    'v=0',
    'o=- 0 0 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=${source.kind} ${port} RTP/AVP ${payloadType}`,
    `a=rtpmap:${payloadType} ${encodingName(source)}`,
  ];
  const parameters = formatParameters(source);
  if (parameters !== '') lines.push(`a=fmtp:${payloadType} ${parameters}`);
  return `${lines.join('\r\n')}\r\n`;
}

function encodingName(source: MediaFormat): string {
  switch (source.codec) {
    case 'opus':
      return 'opus/48000/2';
    case 'speex':
      return `speex/${source.clockRate}/${source.channels}`;
    case 'vp8':
      return 'VP8/90000';
    case 'h264':
      return 'H264/90000';
    case 'theora':
      return 'theora/90000';
  }
}

function formatParameters(source: MediaFormat): string {
  if (source.kind === 'audio') return '';
  switch (source.codec) {
    case 'vp8':
      return '';
    case 'h264':
      return h264Parameters(source.parameters ?? {});
    case 'theora':
      return theoraParameters(source);
  }
}

/** Only what ffmpeg reads, and only in the letters that base64 and hexadecimal have: the rest comes from a peer. */
function h264Parameters(parameters: Readonly<Record<string, string | number>>): string {
  const known = ['packetization-mode', 'profile-level-id', 'sprop-parameter-sets'];
  const pairs = known.flatMap((name) => {
    const value = String(parameters[name] ?? '');
    return /^[A-Za-z0-9+/=,]{1,1024}$/.test(value) ? [`${name}=${value}`] : [];
  });
  return pairs.length === 0 ? 'packetization-mode=1' : pairs.join(';');
}

/** The size is taken from the headers themselves, whatever the description claims beside them. */
function theoraParameters(source: VideoFormat): string {
  const configuration = readTheoraConfiguration(source.configuration ?? '');
  if (configuration === undefined) throw new TypeError('A Theora source needs its packed headers as configuration.');
  const { pictureWidth, pictureHeight } = configuration.identification;
  const pairs = ['sampling=YCbCr-4:2:0', `width=${pictureWidth}`, `height=${pictureHeight}`, 'delivery-method=inline'];
  return [...pairs, `configuration=${configuration.base64}`].join('; ');
}
