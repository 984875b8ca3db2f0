import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createKeyframeNeed } from '../../../../media/transcode/keyframe-need.ts';
import { startsKeyframe } from '../../../../media/transcode/keyframes.ts';

const starts = (codec: 'vp8' | 'h264' | 'theora', hex: string) => startsKeyframe(codec, Buffer.from(hex, 'hex'));

describe('the start of a keyframe', () => {
  it('of VP8 is found behind every form of descriptor', () => {
    const descriptors = ['10', '908007', '90808123', '90c0812305', '90f0812305a0'];
    expect(descriptors.map((descriptor) => starts('vp8', `${descriptor}00`))).toEqual(descriptors.map(() => true));
    expect(descriptors.map((descriptor) => starts('vp8', `${descriptor}01`))).toEqual(descriptors.map(() => false));
  });

  it('of VP8 is no continuation and no other partition', () => {
    expect(['0000', '1100', '10', ''].map((payload) => starts('vp8', payload))).toEqual([false, false, false, false]);
  });

  it('of H.264 is a parameter set or an IDR slice, alone, aggregated or as first fragment', () => {
    expect(['65', '67', '7800046742', '7c85', '7c87'].map((payload) => starts('h264', payload))).toEqual(
      Array.from({ length: 5 }, () => true),
    );
    expect(['41', '68', '7c05', '7c81', '78', ''].map((payload) => starts('h264', payload))).toEqual(
      Array.from({ length: 6 }, () => false),
    );
  });

  it('of Theora is an intra picture, whole, among others or as first fragment, and no header in band', () => {
    const yes = ['123456010002' + '3f00', '123456020001' + '7f' + '0001' + '3f', '123456400001' + '3f'];
    const no = ['123456010001' + '7f', '123456010000', '123456800001' + '3f', '123456110001' + '3f', ''];
    expect(yes.map((payload) => starts('theora', payload))).toEqual([true, true, true]);
    expect(no.map((payload) => starts('theora', payload))).toEqual([false, false, false, false, false]);
  });

  it('is looked for in anything without an exception', () => {
    fc.assert(
      fc.property(fc.constantFrom('vp8', 'h264', 'theora'), fc.uint8Array({ maxLength: 30 }), (codec, octets) => {
        startsKeyframe(codec, Buffer.from(octets));
      }),
    );
  });
});

describe('the need of a keyframe', () => {
  const packet = (sequenceNumber: number, startsKeyframe = false, ssrc = 1) => ({
    ssrc,
    sequenceNumber,
    startsKeyframe,
  });

  it('is told at the start, and every 500 ms until one comes', () => {
    const need = createKeyframeNeed();
    expect([0, 499, 500, 700].map((now, index) => need.observe(packet(index), now))).toEqual([
      true,
      false,
      true,
      false,
    ]);
    need.observe(packet(4, true), 800);
    expect(need.observe(packet(5), 5_000)).toBe(false);
  });

  it('is told when a packet is missing for longer than reordering takes', () => {
    const need = createKeyframeNeed();
    need.observe(packet(65_534, true), 0);
    expect(need.observe(packet(0), 1_000)).toBe(false);
    expect(need.observe(packet(1), 1_030)).toBe(false);
    expect(need.observe(packet(2), 1_050)).toBe(true);
  });

  it('is not told when the missing packet was only late', () => {
    const need = createKeyframeNeed();
    need.observe(packet(1, true), 0);
    need.observe(packet(3), 1_000);
    need.observe(packet(2), 1_010);
    expect(need.observe(packet(4), 2_000)).toBe(false);
  });

  it('is told at once when much is missing, or the source is another', () => {
    const gap = createKeyframeNeed();
    gap.observe(packet(1, true), 0);
    expect(gap.observe(packet(500), 1_000)).toBe(true);
    const other = createKeyframeNeed();
    other.observe(packet(1, true), 0);
    expect(other.observe(packet(2, false, 9), 1_000)).toBe(true);
  });

  it('is told again when a decoder starts anew', () => {
    const need = createKeyframeNeed();
    need.observe(packet(1, true), 0);
    need.start();
    expect(need.observe(packet(2), 10)).toBe(true);
  });
});
