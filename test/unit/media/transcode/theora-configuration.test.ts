import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ownTheoraConfiguration,
  ownTheoraIdent,
  packTheoraConfiguration,
  readTheoraConfiguration,
} from '../../../../media/transcode/theora-configuration.ts';

/** Not a real one, but one that says that it is. */
const SETUP = Buffer.concat([Buffer.from('\x82theora', 'latin1'), Buffer.alloc(3_000, 7)]);
const SHAPE = { width: 640, height: 360, frameRate: 25 };

describe('a packed Theora configuration', () => {
  it('of ours is read back, with its headers and size', () => {
    const read = readTheoraConfiguration(ownTheoraConfiguration(SHAPE, SETUP));
    expect(read?.ident).toBe(ownTheoraIdent(SHAPE));
    expect(read?.headers.setup).toEqual(SETUP);
    expect(read?.identification).toEqual({
      frameWidth: 640,
      frameHeight: 368,
      pictureWidth: 640,
      pictureHeight: 360,
      pictureLeft: 0,
      pictureTop: 0,
      frameRate: 25,
    });
  });

  it('counts the picture offset from the top, though the header counts from the bottom', () => {
    const read = readTheoraConfiguration(ownTheoraConfiguration(SHAPE, SETUP));
    const identification = Buffer.from(read?.headers.identification ?? '');
    identification.writeUInt8(2, 21);
    const moved = packTheoraConfiguration(1, { identification, comment: Buffer.alloc(0), setup: SETUP });
    expect(readTheoraConfiguration(moved)?.identification.pictureTop).toBe(6);
  });

  it('with an empty comment header, as of ffmpeg, gets one that libtheora takes', () => {
    const own = readTheoraConfiguration(ownTheoraConfiguration(SHAPE, SETUP));
    const identification = own?.headers.identification ?? Buffer.alloc(0);
    const packed = packTheoraConfiguration(0xfecdba, { identification, comment: Buffer.alloc(0), setup: SETUP });
    const read = readTheoraConfiguration(packed);
    expect(read?.ident).toBe(0xfecdba);
    expect(read?.headers.comment.toString('latin1', 0, 7)).toBe('\x81theora');
    expect(readTheoraConfiguration(read?.base64 ?? '')).toEqual(read);
  });

  it('has another ident for every shape', () => {
    const idents = [SHAPE, { ...SHAPE, width: 320 }, { ...SHAPE, frameRate: 30 }].map(ownTheoraIdent);
    expect(new Set(idents).size).toBe(3);
  });

  it('is refused where the picture is larger than the frame', () => {
    const own = readTheoraConfiguration(ownTheoraConfiguration(SHAPE, SETUP));
    const identification = Buffer.from(own?.headers.identification ?? '');
    identification.writeUIntBE(700, 14, 3);
    const packed = packTheoraConfiguration(1, { identification, comment: Buffer.alloc(0), setup: SETUP });
    expect(readTheoraConfiguration(packed)).toBeUndefined();
  });

  it('that is none is refused, whatever it holds', () => {
    const good = Buffer.from(ownTheoraConfiguration(SHAPE, SETUP), 'base64');
    expect(readTheoraConfiguration('')).toBeUndefined();
    expect(readTheoraConfiguration('A'.repeat(100_000))).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
        readTheoraConfiguration(Buffer.from(octets).toString('base64'));
      }),
    );
    for (let length = 0; length < 80; length += 1) {
      expect(readTheoraConfiguration(good.subarray(0, length).toString('base64'))).toBeUndefined();
    }
  });
});
