import { describe, expect, it } from '@jest/globals';
import { buildRtpPacket, parseRtpHeader } from '../../../../media/rtp/rtp-packet.ts';
import { inputOptions, outputOptions, targetUrl } from '../../../../media/transcode/ffmpeg-arguments.ts';
import { sourceSdp } from '../../../../media/transcode/ffmpeg-sdp.ts';
import { canTranscode, type MediaFormat, pictureShapeOf } from '../../../../media/transcode/formats.ts';
import { createMediaLag } from '../../../../media/transcode/media-lag.ts';
import { createPacketFilter } from '../../../../media/transcode/packet-filter.ts';
import { ownTheoraConfiguration, ownTheoraIdent } from '../../../../media/transcode/theora-configuration.ts';
import { theoraPayloadsOf } from '../../../../media/transcode/theora-payload.ts';
import { oggPackets } from '../../../../media/transcode/theora-setup.ts';

const OPUS: MediaFormat = { kind: 'audio', codec: 'opus', payloadType: 111, clockRate: 48_000, channels: 2 };
const SPEEX: MediaFormat = { kind: 'audio', codec: 'speex', payloadType: 97, clockRate: 8_000, channels: 1 };
const VP8: MediaFormat = { kind: 'video', codec: 'vp8', payloadType: 96, clockRate: 90_000, width: 641, height: 361 };
const SHAPE = { width: 320, height: 180, frameRate: 15 };
const SETUP = Buffer.concat([Buffer.from('\x82theora', 'latin1'), Buffer.alloc(100)]);
const THEORA: MediaFormat = {
  kind: 'video',
  codec: 'theora',
  payloadType: 98,
  clockRate: 90_000,
  configuration: ownTheoraConfiguration(SHAPE, SETUP),
};
const TARGET = { port: 5_000, ssrc: 0xffff_fffe };

/** The value behind an option. */
const optionOf = (options: readonly string[], name: string) => options[options.indexOf(name) + 1];

describe('the options of ffmpeg', () => {
  it('let it open nothing but its pipe and UDP', () => {
    expect(optionOf(inputOptions(OPUS), '-protocol_whitelist')).toBe('pipe,rtp,udp');
  });

  it('carry the SSRC as the signed number that ffmpeg wants', () => {
    expect(optionOf(outputOptions(SPEEX, OPUS, TARGET), '-ssrc')).toBe('-2');
  });

  it('keep every packet within 1200 octets', () => {
    expect(targetUrl(TARGET)).toBe('rtp://127.0.0.1:5000?rtcpport=5000&pkt_size=1200');
  });

  it("make Speex of the target's rate", () => {
    expect(optionOf(outputOptions(OPUS, SPEEX, TARGET), '-filter_complex')).toContain('aresample=8000');
  });

  it('make pictures of an even size', () => {
    expect(pictureShapeOf(VP8)).toEqual({ width: 640, height: 360, frameRate: 25 });
  });

  it('refuse to make pictures of sound', () => {
    expect(() => outputOptions(OPUS, VP8, TARGET)).toThrow(TypeError);
    expect(canTranscode(OPUS, VP8)).toBe(false);
    expect(canTranscode(OPUS, OPUS)).toBe(false);
    expect(canTranscode(VP8, THEORA)).toBe(true);
  });
});

describe('the SDP for ffmpeg', () => {
  it('describes Opus as two channels and Speex with its rate', () => {
    expect(sourceSdp(OPUS, 6_000)).toContain('m=audio 6000 RTP/AVP 111\r\na=rtpmap:111 opus/48000/2\r\n');
    expect(sourceSdp(SPEEX, 6_000)).toContain('a=rtpmap:97 speex/8000/1\r\n');
  });

  it("takes Theora's size from its headers, whatever the description says", () => {
    expect(sourceSdp({ ...THEORA, width: 999 }, 6_000)).toContain('width=320; height=180; ');
  });

  it('refuses Theora without headers', () => {
    expect(() => sourceSdp({ ...THEORA, configuration: 'AAAA' }, 6_000)).toThrow(TypeError);
  });

  it("lets no line in by H.264's parameters", () => {
    const parameters = { 'packetization-mode': 1, 'sprop-parameter-sets': 'Z0IA,aM4=\r\nc=IN IP4 6.6.6.6' };
    const sdp = sourceSdp({ kind: 'video', codec: 'h264', payloadType: 102, clockRate: 90_000, parameters }, 6_000);
    expect(sdp).toContain('a=fmtp:102 packetization-mode=1\r\n');
    expect(sdp).not.toContain('6.6.6.6');
  });
});

describe('the filter before the decoder', () => {
  function judge(source: MediaFormat, payloadType: number, payload: Buffer) {
    const packet = buildRtpPacket({ payloadType, sequenceNumber: 1, timestamp: 1, ssrc: 1, payload });
    const header = parseRtpHeader(packet);
    return header && createPacketFilter(source)(packet, header);
  }

  it('lets no other payload type through', () => {
    expect(judge(OPUS, 13, Buffer.alloc(3))).toBe('none');
    expect(judge(OPUS, 111, Buffer.alloc(3))).toBe('key');
  });

  it('lets no Theora through that needs other headers', () => {
    const [own] = theoraPayloadsOf(Buffer.from([0x7f]), ownTheoraIdent(SHAPE), 100);
    const [other] = theoraPayloadsOf(Buffer.from([0x7f]), 1, 100);
    expect(judge(THEORA, 98, own ?? Buffer.alloc(0))).toBe('dependent');
    expect(judge(THEORA, 98, other ?? Buffer.alloc(0))).toBe('none');
  });
});

describe('the lag of media', () => {
  it('is what had gone in and not come out, each by its clock, also where timestamps turn over', () => {
    const lag = createMediaLag(48_000);
    lag.restart(16_000);
    expect(lag.milliseconds()).toBeUndefined();
    lag.sent(0xffff_ff00);
    lag.received(0);
    lag.sent(0xffff_ff00 + 3_200 - 2 ** 32);
    lag.received(4_800);
    expect(lag.milliseconds()).toBe(100);
    lag.restart(16_000);
    expect(lag.milliseconds()).toBeUndefined();
  });
});

describe('the packets of an Ogg file', () => {
  it('are put together from their segments, over pages', () => {
    const page = (segments: number[], data: Buffer) =>
      Buffer.concat([Buffer.from('OggS'), Buffer.alloc(22), Buffer.from([segments.length, ...segments]), data]);
    const ogg = Buffer.concat([page([2, 255], Buffer.alloc(257, 1)), page([3], Buffer.alloc(3, 2))]);
    expect(oggPackets(ogg).map((packet) => packet.length)).toEqual([2, 258]);
  });
});
