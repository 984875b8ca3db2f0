import { describe, expect, it } from '@jest/globals';
import { createPacketBacklog } from '../../../../media/transcode/packet-backlog.ts';

function backlogOf(kind: 'audio' | 'video') {
  const backlog = createPacketBacklog(kind);
  return {
    add: (name: string, timestamp: number, startsKeyframe: boolean, now: number) =>
      backlog.add({ packet: Buffer.from(name), timestamp, startsKeyframe }, now),
    take: (now: number) => backlog.take(now).map((packet) => packet.toString()),
  };
}

describe('the backlog of a decoder that is starting', () => {
  it('keeps of sound only the newest 40 ms', () => {
    const backlog = backlogOf('audio');
    for (const now of [0, 20, 40, 60, 80]) backlog.add(`at ${now}`, now * 48, true, now);
    expect(backlog.take(90)).toEqual(['at 60', 'at 80']);
    expect(backlog.take(90)).toEqual([]);
  });

  it('keeps of pictures all since the last keyframe, parameter sets included', () => {
    const backlog = backlogOf('video');
    backlog.add('orphan', 0, false, 0);
    backlog.add('old key', 10, true, 10);
    backlog.add('SPS', 20, true, 20);
    backlog.add('IDR', 20, true, 20);
    backlog.add('next', 30, false, 30);
    expect(backlog.take(40)).toEqual(['SPS', 'IDR', 'next']);
  });

  it('throws pictures away whose keyframe is more than a second old: they would only be late', () => {
    const backlog = backlogOf('video');
    backlog.add('key', 0, true, 0);
    backlog.add('later', 1, false, 1_001);
    backlog.add('latest', 2, false, 1_002);
    expect(backlog.take(1_003)).toEqual([]);
  });

  it('does not grow without bound', () => {
    const backlog = backlogOf('video');
    backlog.add('key', 0, true, 0);
    for (let index = 0; index < 5_000; index += 1) backlog.add('more', 0, false, 1);
    expect(backlog.take(2).length).toBeLessThanOrEqual(1_000);
  });
});
