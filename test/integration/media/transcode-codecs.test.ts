import { describe, expect, it } from '@jest/globals';
import { theoraConfigurationFor } from '../../../media/transcode/theora-setup.ts';
import {
  BARS,
  barsOf,
  configurationOf,
  eventually,
  OPUS,
  opusJudge,
  opusSource,
  SPEEX,
  shareOfTone,
  speexJudge,
  speexSource,
  THEORA,
  theoraJudge,
  theoraSource,
  transcoder,
  VP8,
  vp8Judge,
  vp8Source,
} from './transcode-support.ts';

/** Two seconds of 16 kHz mono s16. */
const ENOUGH_SOUND = 2 * 32_000;
/** What the beeps keep of their power at 1 kHz, their ramps included. */
const MOST_OF_IT = 0.7;

/** Not a multiple of 16 in either direction: the coded frame is larger than the picture. */
const SHAPE = { width: 320, height: 180, frameRate: 25 };
const PICTURE_BYTES = 320 * 180 * 3;

describe('a transcoder of sound', () => {
  it('keeps a tone from Opus to Speex', async () => {
    await using source = await opusSource();
    await using judge = await speexJudge();
    await using made = transcoder({ from: OPUS, to: SPEEX, onRtp: judge.take });
    source.onPacket = made.feed;

    const pcm = await eventually('sound', () => longEnough(judge.pipeline.output(), ENOUGH_SOUND));
    expect(shareOfTone(pcm, 1_000)).toBeGreaterThan(MOST_OF_IT);
    expect(shareOfTone(pcm, 1_500)).toBeLessThan(0.1);
  });

  it('keeps a tone from Speex to Opus', async () => {
    await using source = await speexSource();
    await using judge = await opusJudge();
    await using made = transcoder({ from: SPEEX, to: OPUS, onRtp: judge.take });
    source.onPacket = made.feed;

    const pcm = await eventually('sound', () => longEnough(judge.pipeline.output(), ENOUGH_SOUND));
    expect(shareOfTone(pcm, 1_000)).toBeGreaterThan(MOST_OF_IT);
    expect(shareOfTone(pcm, 1_500)).toBeLessThan(0.1);
  });
});

describe('a transcoder of pictures', () => {
  it('keeps a pattern of colours from VP8 to Theora, in packets of at most 1200 octets', async () => {
    await using source = await vp8Source();
    await using judge = await theoraJudge(await theoraConfigurationFor(SHAPE));
    const packets: Buffer[] = [];
    const onRtp = (packet: Buffer) => {
      packets.push(packet);
      judge.take(packet);
    };
    await using made = transcoder({ from: VP8, to: { ...THEORA, ...SHAPE }, onRtp });
    source.onPacket = made.feed;

    const pictures = await eventually('pictures', () => longEnough(judge.pipeline.output(), 25 * PICTURE_BYTES));
    expect(barsOf(pictures, SHAPE.width, SHAPE.height)).toBe(BARS);
    expectOneStream(packets, 98);
  });

  it('keeps a pattern of colours from Theora to VP8, in packets of at most 1200 octets', async () => {
    await using source = await theoraSource();
    await using judge = await vp8Judge();
    const configuration = await eventually('a configuration', () => configurationOf(source.pipeline));
    const packets: Buffer[] = [];
    const onRtp = (packet: Buffer) => {
      packets.push(packet);
      judge.take(packet);
    };
    await using made = transcoder({ from: { ...THEORA, configuration }, to: { ...VP8, ...SHAPE }, onRtp });
    source.onPacket = made.feed;

    const pictures = await eventually('pictures', () => longEnough(judge.pipeline.output(), 25 * PICTURE_BYTES));
    expect(barsOf(pictures, SHAPE.width, SHAPE.height)).toBe(BARS);
    expectOneStream(packets, 96);
  });

  it('keeps a pattern of colours from Theora to H.264 and back', async () => {
    await using source = await theoraSource();
    await using judge = await theoraJudge(await theoraConfigurationFor(SHAPE));
    const configuration = await eventually('a configuration', () => configurationOf(source.pipeline));
    const h264 = { kind: 'video', codec: 'h264', payloadType: 102, clockRate: 90_000, ...SHAPE } as const;
    await using back = transcoder({ from: h264, to: { ...THEORA, ...SHAPE }, onRtp: judge.take });
    await using there = transcoder({ from: { ...THEORA, configuration }, to: h264, onRtp: back.feed });
    source.onPacket = there.feed;

    const pictures = await eventually('pictures', () => longEnough(judge.pipeline.output(), 25 * PICTURE_BYTES));
    expect(barsOf(pictures, SHAPE.width, SHAPE.height)).toBe(BARS);
  });

  it('follows a Theora source to another size', async () => {
    await using judge = await vp8Judge();
    await using small = await theoraSource(160, 120);
    await using large = await theoraSource(480, 272);
    const first = await eventually('a configuration', () => configurationOf(small.pipeline));
    const second = await eventually('a configuration', () => configurationOf(large.pipeline));
    await using made = transcoder({
      from: { ...THEORA, configuration: first },
      to: { ...VP8, ...SHAPE },
      onRtp: judge.take,
    });
    small.onPacket = made.feed;
    await eventually('pictures', () => longEnough(judge.pipeline.output(), PICTURE_BYTES));

    small.onPacket = () => undefined;
    made.updateSource({ ...THEORA, configuration: second });
    large.onPacket = made.feed;
    const before = judge.pipeline.output().length;
    const pictures = await eventually('more', () => longEnough(judge.pipeline.output(), before + 25 * PICTURE_BYTES));
    expect(barsOf(pictures, SHAPE.width, SHAPE.height)).toBe(BARS);
  });
});

function longEnough(output: Buffer, bytes: number): Buffer | undefined {
  return output.length >= bytes ? output : undefined;
}

function expectOneStream(packets: readonly Buffer[], payloadType: number): void {
  expect(Math.max(...packets.map((packet) => packet.length))).toBeLessThanOrEqual(1_200);
  expect(new Set(packets.map((packet) => packet.readUInt32BE(8)))).toEqual(new Set([0xfeedbeef]));
  expect(new Set(packets.map((packet) => packet.readUInt8(1) & 0x7f))).toEqual(new Set([payloadType]));
}
