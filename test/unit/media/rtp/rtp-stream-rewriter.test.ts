import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildRtpPacket, parseRtpHeader } from '../../../../media/rtp/rtp-packet.ts';
import { createRtpRewriter } from '../../../../media/rtp/rtp-stream-rewriter.ts';

type Step = [sequenceNumber: number, timestamp: number, atMs: number, ssrc?: number];

/** What goes out of a 16 kHz rewriter, as [sequence, timestamp]; `undefined` for a dropped packet. */
function rewrite(steps: readonly Step[]): ([number, number] | undefined)[] {
  const rewriter = createRtpRewriter({ ssrc: 99, payloadType: 97, clockRate: 16_000 });
  return steps.map(([sequenceNumber, timestamp, atMs, ssrc = 1]) => {
    const packet = buildRtpPacket({ payloadType: 110, sequenceNumber, timestamp, ssrc, payload: Buffer.alloc(3) });
    if (!rewriter.rewrite(packet, atMs)) return undefined;
    const header = parseRtpHeader(packet);
    expect(header).toMatchObject({ ssrc: 99, payloadType: 97 });
    return header && [header.sequenceNumber, header.timestamp];
  });
}

describe('a rewritten stream', () => {
  it('keeps gaps and small reorders as they are', () => {
    const steps: Step[] = [
      [10, 0, 0],
      [11, 320, 20],
      [14, 1280, 80],
      [13, 960, 81],
      [15, 1600, 100],
    ];
    expect(rewrite(steps)).toEqual(steps.map(([sequence, timestamp]) => [sequence, timestamp]));
  });

  it('goes on by one and by the clock on the wall when the source restarts under another SSRC', () => {
    expect(
      rewrite([
        [10, 320, 0],
        [40_000, 1_000_000, 100, 2],
        [40_001, 1_000_320, 120, 2],
      ]),
    ).toEqual([
      [10, 320],
      [11, 320 + 1600],
      [12, 320 + 1920],
    ]);
  });

  it('goes on by one when the sequence jumps under the same SSRC', () => {
    expect(
      rewrite([
        [10, 320, 0],
        [20_000, 640, 20],
        [20_001, 960, 40],
      ]),
    ).toEqual([
      [10, 320],
      [11, 640],
      [12, 960],
    ]);
  });

  it('goes on by the clock on the wall when only time jumps, forward or back', () => {
    expect(
      rewrite([
        [1, 10_000_000, 0],
        [2, 320, 20],
        [3, 640, 40],
        [4, 3_000_000_000, 60],
      ]),
    ).toEqual([
      [1, 10_000_000],
      [2, 10_000_320],
      [3, 10_000_640],
      [4, 10_000_960],
    ]);
  });

  it('leaves a pause alone in which the timestamps went on', () => {
    expect(
      rewrite([
        [1, 0, 0],
        [2, 16_000 * 60, 60_000],
      ])[1],
    ).toEqual([2, 960_000]);
  });

  it('fills a pause in which they stood still', () => {
    expect(
      rewrite([
        [1, 0, 0],
        [2, 320, 60_000],
      ])[1],
    ).toEqual([2, 960_000]);
  });

  it('never gives two frames one timestamp across a restart within the same millisecond', () => {
    expect(
      rewrite([
        [1, 5, 0],
        [7, 5, 0, 2],
      ])[1],
    ).toEqual([2, 6]);
  });

  it('drops what straggles in from the source before, and takes it back after a second', () => {
    expect(
      rewrite([
        [10, 0, 0, 1],
        [500, 0, 20, 2],
        [11, 320, 21, 1],
        [501, 320, 40, 2],
        [900, 0, 1500, 1],
      ]),
    ).toEqual([[10, 0], [11, 320], undefined, [12, 640], [13, 640 + 1460 * 16]]);
  });

  it('drops late packets of before a jump within one SSRC', () => {
    expect(
      rewrite([
        [10, 320, 0],
        [20_000, 640, 20],
        [9, 0, 21],
        [20_001, 960, 40],
      ]),
    ).toEqual([[10, 320], [11, 640], undefined, [12, 960]]);
  });

  it('passes over the ends of both number circles', () => {
    expect(
      rewrite([
        [65_535, 2 ** 32 - 100, 0],
        [0, 220, 20],
        [500, 77, 40, 2],
        [501, 397, 60, 2],
      ]),
    ).toEqual([
      [65_535, 2 ** 32 - 100],
      [0, 220],
      [1, 540],
      [2, 860],
    ]);
  });

  it('drops what is no RTP', () => {
    const rewriter = createRtpRewriter({ ssrc: 1, payloadType: 97, clockRate: 16_000 });
    expect(rewriter.rewrite(Buffer.from('nonsense'), 0)).toBe(false);
  });

  it('counts up by one at each packet however often its source restarts', () => {
    const restarts = fc.array(
      fc.record({ sequence: fc.nat(65_535), timestamp: fc.nat(), packets: fc.integer({ min: 1, max: 5 }) }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(restarts, (sources) => {
        let atMs = 0;
        const steps = sources.flatMap(({ sequence, timestamp, packets }, index) =>
          Array.from({ length: packets }, (_, n): Step => {
            atMs += 20;
            return [(sequence + n) & 0xffff, (timestamp + 320 * n) >>> 0, atMs, index + 1];
          }),
        );
        const out = rewrite(steps);
        out.slice(1).forEach((packet, index) => {
          expect((((packet?.[0] ?? 0) - (out[index]?.[0] ?? 0)) & 0xffff) >>> 0).toBe(1);
          expect(((packet?.[1] ?? 0) - (out[index]?.[1] ?? 0)) >>> 0).toBe(320);
        });
      }),
    );
  });
});
