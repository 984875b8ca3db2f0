/** What the tests take for proof that a picture or a sound has come through. */
import type { Colour } from './arena-mcu/canvas.ts';
import { sceneMarks } from './arena-mcu/scene.ts';
import type { Look, Point } from './in-page.mjs';

export type ColourName = 'red' | 'green' | 'blue' | 'yellow';

const COLOURS: Record<ColourName, Colour> = {
  red: { red: 255, green: 0, blue: 0 },
  green: { red: 0, green: 255, blue: 0 },
  blue: { red: 0, green: 0, blue: 255 },
  yellow: { red: 255, green: 255, blue: 0 },
};

/** The name of the nearest of the four; two codecs and chroma subsampling change the shade, not the name. */
export function nearestColour(seen: Colour): ColourName {
  const distance = (name: ColourName): number => {
    const colour = COLOURS[name];
    return (colour.red - seen.red) ** 2 + (colour.green - seen.green) ** 2 + (colour.blue - seen.blue) ** 2;
  };
  const names: ColourName[] = ['red', 'green', 'blue', 'yellow'];
  return names.reduce((best, name) => (distance(name) < distance(best) ? name : best));
}

/** Within what an FFT of a pulsed tone can tell. */
export function isTone(heardHz: number, sentHz: number): boolean {
  return Math.abs(heardHz - sentHz) < 12;
}

/** The points that tell the arena's scene: its four corners, then the bits of its frames' numbers. */
export const SCENE_POINTS: readonly Point[] = [...sceneMarks.corners, ...sceneMarks.counter].map(({ x, y }) => ({
  x,
  y,
}));

/** Top left, top right, bottom left, bottom right. */
export function sceneCorners({ colours }: Look): ColourName[] {
  return colours.slice(0, sceneMarks.corners.length).map(nearestColour);
}

/** The number that the arena has painted into the frame. */
export function sceneFrameNumber({ colours }: Look): number {
  return colours.slice(sceneMarks.corners.length).reduce((number, { green }) => number * 2 + (green >= 128 ? 1 : 0), 0);
}
