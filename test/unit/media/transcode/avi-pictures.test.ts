import { describe, expect, it } from '@jest/globals';
import { createAviReader } from '../../../../media/transcode/avi-pictures.ts';

function chunk(id: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

const START = Buffer.concat([
  Buffer.from('RIFF\xff\xff\xff\xffAVI LIST', 'latin1'),
  Buffer.alloc(40),
  Buffer.from('movi'),
]);
const AVI = Buffer.concat([
  START,
  chunk('00dc', Buffer.from('one')),
  chunk('00dc', Buffer.alloc(0)),
  chunk('JUNK', Buffer.alloc(6)),
  chunk('00dc', Buffer.from('three!')),
]);

describe("pictures out of ffmpeg's AVI", () => {
  it('come with their places, in whatever pieces the pipe gives it', () => {
    for (let size = 1; size <= AVI.length; size += 1) {
      const read = createAviReader();
      const pictures = [];
      for (let at = 0; at < AVI.length; at += size) pictures.push(...read(AVI.subarray(at, at + size)));
      expect(pictures.map(({ index, data }) => [index, data.toString()])).toEqual([
        [0, 'one'],
        [2, 'three!'],
      ]);
    }
  });

  it('come as soon as they are whole', () => {
    const read = createAviReader();
    expect(read(Buffer.concat([START, chunk('00dc', Buffer.from('last'))]))).toHaveLength(1);
  });

  it('are refused where a length is beyond all reason', () => {
    const read = createAviReader();
    expect(() => read(Buffer.concat([START, Buffer.from('00dc\xff\xff\xff\xff', 'latin1')]))).toThrow('4294967295');
  });
});
