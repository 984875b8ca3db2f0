import { type AudioFormat, type MediaFormat, pictureShapeOf, type VideoFormat } from './formats.ts';

/** Eleven days: longer than any stay; who is silent for longer gets another ffmpeg with the next word. */
const LONGEST_SILENCE_S = 1_000_000;

/** No packet that leaves ffmpeg is larger, RTP header included: it fits every path, and the arena's limit. */
export const LARGEST_PACKET_BYTES = 1200;

/** Where ffmpeg sends RTP: one port of ours on 127.0.0.1, and the SSRC by which we know this process's packets. */
export interface FfmpegTarget {
  port: number;
  ssrc: number;
}

/**
 * The options before `-i`. No `nobuffer` flag: it throws the first keyframe away. The reorder queue is what a lost
 * packet costs: ffmpeg waits for it no longer than `max_delay` (microseconds).
 */
export function inputOptions(from: MediaFormat): string[] {
  const common = [
    ...['-hide_banner', '-nostdin', '-loglevel', 'warning', '-nostats'],
    ...['-progress', 'pipe:2', '-stats_period', '0.5'],
    ...['-protocol_whitelist', 'pipe,rtp,udp', '-f', 'sdp', '-localaddr', '127.0.0.1'],
    // Else ffmpeg takes 10 s of silence, a muted microphone, for the end.
    ...['-listen_timeout', String(LONGEST_SILENCE_S)],
    ...['-flags', 'low_delay', '-probesize', '32', '-analyzeduration', '0'],
  ];
  if (from.kind === 'audio') {
    // The native Speex decoder reads only the first frame of a packet, and sounds worse.
    const decoder = from.codec === 'speex' ? ['-c:a', 'libspeex'] : [];
    return [...common, '-max_delay', '40000', '-reorder_queue_size', '50', ...decoder];
  }
  return [...common, '-max_delay', '100000', '-reorder_queue_size', '200', '-threads', '1'];
}

/**
 * The options behind `-i`, without the target itself: RTP to `target`, or Theora in AVI for a pipe, each picture written
 * at once. Throws a TypeError on a pair that crosses sound and pictures.
 */
export function outputOptions(from: MediaFormat, to: MediaFormat, target: FfmpegTarget): string[] {
  if (from.kind !== to.kind) throw new TypeError(`Cannot make ${to.kind} of ${from.kind}.`);
  const encoding = to.kind === 'audio' ? audioOptions(to) : videoOptions(to);
  if (to.codec === 'theora') return [...encoding, '-f', 'avi', '-flush_packets', '1'];
  const rtp = ['-f', 'rtp', '-rtpflags', 'skip_rtcp', '-payload_type', String(to.payloadType)];
  return [...encoding, ...rtp, '-ssrc', String(target.ssrc | 0)];
}

/** The URL to send to. RTCP is off; were it not, it would come to the same port rather than to a stranger's. */
export function targetUrl(target: FfmpegTarget): string {
  return `rtp://127.0.0.1:${target.port}?rtcpport=${target.port}&pkt_size=${LARGEST_PACKET_BYTES}`;
}

function audioOptions(to: AudioFormat): string[] {
  switch (to.codec) {
    case 'speex':
      return [
        ...['-filter_complex', speexFilter(to.clockRate), '-map', '[out]'],
        ...['-c:a', 'libspeex', ...(to.bitrate === undefined ? [] : ['-b:a', String(to.bitrate)])],
      ];
    case 'opus':
      // The CELT mode alone: SILK would add 4 to 12 ms.
      return [
        ...['-map', '0:a', '-c:a', 'libopus', '-b:a', String(to.bitrate ?? 48_000)],
        ...['-application', 'lowdelay', '-frame_duration', '20'],
      ];
  }
}

/**
 * Opus frames of 20 ms come out of the resampler a little short, so that the encoder's 20 ms would be filled by the next
 * packet only: 3 ms of silence before the stream save that wait for good.
 */
function speexFilter(clockRate: number): string {
  return [
    `anullsrc=r=${clockRate}:cl=mono:d=0.003,aformat=sample_fmts=s16[ahead]`,
    `[0:a]aresample=${clockRate},aformat=sample_fmts=s16:channel_layouts=mono[sound]`,
    '[ahead][sound]concat=n=2:v=0:a=1[out]',
  ].join(';');
}

function videoOptions(to: VideoFormat): string[] {
  const { width, height, frameRate } = pictureShapeOf(to);
  const fit = `scale=${width}:${height}:force_original_aspect_ratio=decrease:force_divisible_by=2`;
  const filter = `${fit}:flags=fast_bilinear,pad=${width}:${height}:-1:-1,setsar=1,format=yuv420p`;
  // Not the fps filter, which costs a frame; no rate at all would mean 90000 frames a second.
  const timing = ['-fps_mode', 'vfr', '-enc_time_base', `1:${frameRate}`];
  const bitrate = String(to.bitrate ?? defaultBitrate(width, height, frameRate));
  return ['-map', '0:v', '-vf', filter, ...timing, '-b:v', bitrate, ...encoderOptions(to, frameRate)];
}

function encoderOptions(to: VideoFormat, frameRate: number): string[] {
  switch (to.codec) {
    case 'theora':
      // libtheora in ffmpeg makes no keyframe on demand: one a second is what somebody new has to wait for.
      return ['-c:v', 'libtheora', '-g', String(frameRate)];
    case 'vp8':
      return [
        ...['-c:v', 'libvpx', '-threads', '1', '-deadline', 'realtime', '-cpu-used', '8', '-lag-in-frames', '0'],
        ...['-error-resilient', '1', '-auto-alt-ref', '0', '-g', String(2 * frameRate), '-force_key_frames', 'source'],
      ];
    case 'h264':
      return [
        ...[
          '-c:v',
          'libx264',
          '-threads',
          '1',
          '-preset',
          'ultrafast',
          '-tune',
          'zerolatency',
          '-profile:v',
          'baseline',
        ],
        ...['-g', String(2 * frameRate), '-force_key_frames', 'source'],
      ];
  }
}

/** About 0.1 bit a pixel, what a conference picture takes at these encoders' speeds; 576 kbit/s at 640x360@25. */
function defaultBitrate(width: number, height: number, frameRate: number): number {
  return Math.max(100_000, Math.round(width * height * frameRate * 0.1));
}
