/**
 * gst-launch-1.0 pipelines, as argument lists. All read raw or RFC 4571 framed data from descriptor 0 and write to
 * descriptor 3: descriptor 1 is gst-launch's own.
 */
import { frameSamples, sampleRate } from './sound.ts';

export const gstOutputDescriptor = 3;

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** What the MCU's streams are sent with; GStreamer's payloaders start at 0, real numbers are put in behind them. */
export interface PayloadOptions {
  readonly payloadType: number;
  readonly ssrc: number;
}

export interface PictureEncoding {
  /** Of the I420 frames that come in. */
  readonly from: PictureSize;
  /** Of the pictures that are sent. */
  readonly to: PictureSize;
  readonly frameRate: number;
  readonly kilobitsPerSecond: number;
}

/** Packets stay below this size, RTP header included. */
const packetBytes = 1200;

/** 16 kHz mono PCM to RTP with Speex wideband, one 20 ms frame in each packet. */
export function soundEncoderPipeline(payload: PayloadOptions): string[] {
  return [
    ...['fdsrc', 'fd=0', `blocksize=${2 * frameSamples}`],
    ...['!', 'rawaudioparse', 'format=pcm', 'pcm-format=s16le', `sample-rate=${sampleRate}`, 'num-channels=1'],
    ...['!', 'speexenc', 'mode=wb', 'quality=8', 'complexity=2'],
    ...['!', 'rtpspeexpay', ...payloadProperties(payload)],
    ...framedOutput,
  ];
}

/**
 * I420 frames to RTP with Theora. gst-launch cannot be asked for a keyframe, so there is one every second, and the first
 * frame is one. `max-ptime` keeps frames apart: the payloader would else put several in a packet; it still holds a frame
 * that is smaller than a packet until the next one comes.
 */
export function pictureEncoderPipeline(encoding: PictureEncoding, payload: PayloadOptions): string[] {
  return [
    ...theoraEncoding(encoding),
    ...['!', 'rtptheorapay', 'max-ptime=1', ...payloadProperties(payload)],
    ...framedOutput,
  ];
}

/** Encodes what comes in and throws it away: for the caps that `gst-launch-1.0 -v` prints. */
export function theoraProbePipeline(encoding: PictureEncoding): string[] {
  return [...theoraEncoding(encoding), '!', 'rtptheorapay', '!', 'fakesink'];
}

function theoraEncoding({ from, to, frameRate, kilobitsPerSecond }: PictureEncoding): string[] {
  const rate = `framerate=${frameRate}/1`;
  const scaled = from.width !== to.width || from.height !== to.height;
  const keyframes = [`keyframe-force=${frameRate}`, `keyframe-freq=${frameRate}`];
  return [
    ...['fdsrc', 'fd=0', `blocksize=${(from.width * from.height * 3) / 2}`],
    ...['!', 'rawvideoparse', 'format=i420', `width=${from.width}`, `height=${from.height}`, rate],
    ...(scaled ? ['!', 'videoscale', 'add-borders=false', '!', rawSize('I420', to)] : []),
    ...['!', 'theoraenc', `bitrate=${kilobitsPerSecond}`, 'speed-level=2', 'drop-frames=false', ...keyframes],
  ];
}

/** RTP with Speex to 16 kHz mono PCM, however it was sampled. */
export function soundDecoderPipeline(payloadType: number, clockRate: number): string[] {
  const caps = `media=audio,clock-rate=${clockRate},encoding-name=SPEEX,payload=${payloadType}`;
  const pcm = `audio/x-raw,format=S16LE,rate=${sampleRate},channels=1`;
  return [
    ...framedInput(caps),
    ...['!', 'rtpspeexdepay', '!', 'speexdec', '!', 'audioconvert', '!', 'audioresample', '!', pcm],
    ...rawOutput,
  ];
}

/** RTP with Theora to packed RGB of a fixed size. `configuration` is base64; without one the headers come in band. */
export function pictureDecoderPipeline(
  payloadType: number,
  configuration: string | undefined,
  size: PictureSize,
): string[] {
  const caps = `media=video,clock-rate=90000,encoding-name=THEORA,payload=${payloadType}`;
  const headers = configuration === undefined ? '' : `,configuration=(string)"${configuration}"`;
  return [
    ...framedInput(caps + headers),
    ...['!', 'rtptheoradepay', '!', 'theoradec', '!', 'videoscale', 'add-borders=false'],
    ...['!', 'videoconvert', '!', rawSize('RGB', size)],
    ...rawOutput,
  ];
}

/** Reads the Theora configuration (base64) out of what `gst-launch-1.0 -v` printed so far. */
export function parseTheoraConfiguration(printed: string): string | undefined {
  const match = /rtptheorapay\d+\.GstPad:src: caps = .*?configuration=\(string\)"?((?:[A-Za-z0-9+/=]|\\=)+)/.exec(
    printed,
  );
  // A line that is not complete yet may hold the beginning only.
  if (match?.[1] === undefined || !printed.includes('\n', match.index)) return undefined;
  return match[1].replaceAll('\\', '');
}

function payloadProperties({ payloadType, ssrc }: PayloadOptions): string[] {
  return [`pt=${payloadType}`, `ssrc=${ssrc}`, `mtu=${packetBytes}`, 'timestamp-offset=0', 'seqnum-offset=0'];
}

function rawSize(format: string, { width, height }: PictureSize): string {
  return `video/x-raw,format=${format},width=${width},height=${height}`;
}

function framedInput(caps: string): string[] {
  return ['fdsrc', 'fd=0', '!', `application/x-rtp-stream,${caps}`, '!', 'rtpstreamdepay'];
}

const rawOutput = ['!', 'fdsink', `fd=${gstOutputDescriptor}`, 'sync=false'];
const framedOutput = ['!', 'rtpstreampay', ...rawOutput];
