/** What the tests take for proof that a picture or a sound has come through. */
import type { Colour } from './arena-mcu/canvas.ts';
import { sceneMarks } from './arena-mcu/scene.ts';
import type { Look } from './in-page.mjs';

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

/** A look of this many cells tells the marks of the arena's scene apart. */
export const SCENE_GRID = { columns: 160, rows: 90 };

function cellAt({ cells }: Look, { x, y }: { x: number; y: number }): Colour {
  const cell = cells[Math.floor(y * SCENE_GRID.rows) * SCENE_GRID.columns + Math.floor(x * SCENE_GRID.columns)];
  if (cell === undefined) throw new Error('the look is no grid of the scene');
  return cell;
}

/** Top left, top right, bottom left, bottom right. */
export function sceneCorners(look: Look): ColourName[] {
  return sceneMarks.corners.map((mark) => nearestColour(cellAt(look, mark)));
}

/** The number that the arena has painted into the frame. */
export function sceneFrameNumber(look: Look): number {
  return sceneMarks.counter.reduce((number, mark) => number * 2 + (cellAt(look, mark).green >= 128 ? 1 : 0), 0);
}
