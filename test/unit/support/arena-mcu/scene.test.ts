import { describe, expect, it } from '@jest/globals';
import {
  type Canvas,
  createCanvas,
  drawPicture,
  drawText,
  fillRectangle,
  type RgbPicture,
} from '../../../support/arena-mcu/canvas.ts';
import { createScenePainter, readFrameNumber } from '../../../support/arena-mcu/scene.ts';

/** The luma of every pixel, as a grey picture. */
function grey({ width, height, bytes }: Canvas): RgbPicture {
  const rgb = Buffer.alloc(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) rgb.fill(bytes[pixel] ?? 0, 3 * pixel, 3 * pixel + 3);
  return { width, height, bytes: rgb };
}

const view = {
  title: 'ops-room',
  panels: [{ name: 'Ingrid', picture: { kind: 'pattern', colour: { red: 80, green: 170, blue: 255 } } }],
  at: new Date(0),
} as const;

describe('the scene', () => {
  it.each([0, 1, 43_690, 65_535])('carries the frame number %p', (frameNumber) => {
    expect(readFrameNumber(grey(createScenePainter()(view, frameNumber)))).toBe(frameNumber);
  });

  it('paints each frame on a canvas of its own', () => {
    const paint = createScenePainter();
    const first = paint(view, 1);
    paint(view, 2);
    expect(readFrameNumber(grey(first))).toBe(1);
  });

  it.each([0, 3, 5, 9])('has room for %p panels', (count) => {
    const panels = Array.from({ length: count }, () => view.panels[0]);
    expect(readFrameNumber(grey(createScenePainter()({ ...view, panels }, 99)))).toBe(99);
  });
});

describe('drawing', () => {
  it('is cut off at the edges', () => {
    const canvas = createCanvas(32, 32);
    fillRectangle(canvas, { x: -10, y: 20, width: 100, height: 100 }, { red: 255, green: 255, blue: 255 });
    drawText(canvas, 25, 28, 'Ærø – edge');
    expect(canvas.bytes).toHaveLength(32 * 32 * 1.5);
    expect(canvas.bytes[19 * 32]).toBe(0);
    expect(canvas.bytes[20 * 32]).toBe(235);
  });

  it('stretches a picture over its place', () => {
    const canvas = createCanvas(8, 4);
    const picture = { width: 2, height: 1, bytes: Buffer.from([0, 0, 0, 255, 255, 255]) };
    drawPicture(canvas, { x: 0, y: 0, width: 8, height: 4 }, picture);
    expect([...canvas.bytes.subarray(24, 32)]).toEqual([16, 16, 16, 16, 235, 235, 235, 235]);
  });
});
