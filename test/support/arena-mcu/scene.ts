/**
 * The arena's composed picture. Everything that a test has to find again after transcoding lies at fixed places, told in
 * fractions of the picture's width and height by `sceneMarks`: four coloured corners, and a strip with the frame's number.
 */
import {
  type Canvas,
  type Colour,
  createCanvas,
  drawPicture,
  drawText,
  fillDisc,
  fillRectangle,
  type Rectangle,
  type RgbPicture,
} from './canvas.ts';
import { glyphHeight, glyphWidth } from './font.ts';

export const sceneSize = { width: 640, height: 360 };

/** A moving picture in one colour, what a camera of the arena shows. */
export interface Pattern {
  readonly kind: 'pattern';
  readonly colour: Colour;
}

export interface Panel {
  readonly name: string;
  /** A pattern, a live picture, or nothing but the name. */
  readonly picture: Pattern | ({ readonly kind: 'live' } & RgbPicture) | { readonly kind: 'none' };
}

export interface SceneView {
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly at: Date;
}

const cornerPixels = 48;
const counterBits = 16;
const counterArea = { x: 160, y: 328, width: 320, height: 16 };
const panelArea = { x: 16, y: 56, width: 608, height: 248 };
const panelGap = 8;
const labelHeight = 24;

const dark: Colour = { red: 14, green: 20, blue: 32 };
const panelColour: Colour = { red: 26, green: 36, blue: 54 };
const black: Colour = { red: 0, green: 0, blue: 0 };
const white: Colour = { red: 255, green: 255, blue: 255 };

function corner(name: string, left: boolean, top: boolean, colour: Colour) {
  const x = left ? 0 : sceneSize.width - cornerPixels;
  const y = top ? 0 : sceneSize.height - cornerPixels;
  return { name, colour, area: { x, y, width: cornerPixels, height: cornerPixels } };
}

const corners = [
  corner('red', true, true, { red: 220, green: 30, blue: 30 }),
  corner('green', false, true, { red: 30, green: 190, blue: 50 }),
  corner('blue', true, false, { red: 30, green: 60, blue: 220 }),
  corner('yellow', false, false, { red: 230, green: 215, blue: 40 }),
];

/** Where things are, in fractions (0 to 1) of the picture: `x` and `y` are centres of the corners and of the counter's bits. */
export const sceneMarks = {
  corners: corners.map(({ name, colour, area }) => ({ name, colour, ...centreOf(area) })),
  /** The frame's number modulo 65536, highest bit first: white is 1, black 0. */
  counter: Array.from({ length: counterBits }, (_, bit) => centreOf(counterCell(bit))),
};

/** Reads the frame's number from a decoded scene of any size. */
export function readFrameNumber(picture: RgbPicture): number {
  return sceneMarks.counter.reduce((number, { x, y }) => {
    const at = (Math.floor(y * picture.height) * picture.width + Math.floor(x * picture.width)) * 3;
    return number * 2 + ((picture.bytes[at + 1] ?? 0) >= 128 ? 1 : 0);
  }, 0);
}

/** Paints one frame after another, each on a canvas of its own. */
export function createScenePainter(): (view: SceneView, frameNumber: number) => Canvas {
  const background = createCanvas(sceneSize.width, sceneSize.height);
  let drawn = '';

  return (view, frameNumber) => {
    const layout = [view.title, ...view.panels.map((panel) => panel.name)].join('\n');
    if (layout !== drawn) paintBackground(background, view);
    drawn = layout;
    const canvas = { ...background, bytes: Buffer.from(background.bytes) };
    const clock = `${view.at.toISOString().slice(11, 19)} UTC`;
    drawText(canvas, sceneSize.width - cornerPixels - 12 - clock.length * glyphWidth, 14, clock);
    for (const [index, panel] of view.panels.entries()) {
      paintPicture(canvas, pictureArea(panelPlace(index, view.panels.length)), panel, frameNumber);
    }
    paintCounter(canvas, frameNumber);
    return canvas;
  };
}

/** Paints one participant's own camera, over the whole canvas. */
export function paintCamera(canvas: Canvas, panel: Panel, frameNumber: number): void {
  const area = { x: 0, y: 0, width: canvas.width, height: canvas.height };
  fillRectangle(canvas, area, panelColour);
  paintPicture(canvas, area, panel, frameNumber);
  drawText(canvas, 8, canvas.height - glyphHeight - 2, panel.name);
}

function paintBackground(canvas: Canvas, { title, panels }: SceneView): void {
  fillRectangle(canvas, { x: 0, y: 0, ...sceneSize }, dark);
  for (const { colour, area } of corners) fillRectangle(canvas, area, colour);
  drawText(canvas, cornerPixels + 12, 14, title.slice(0, 36));
  for (const [index, { name }] of panels.entries()) {
    const place = panelPlace(index, panels.length);
    fillRectangle(canvas, place, panelColour);
    const label = name.slice(0, Math.floor((place.width - 12) / glyphWidth));
    drawText(canvas, place.x + 8, place.y + place.height - labelHeight + 2, label);
  }
}

function paintPicture(canvas: Canvas, area: Rectangle, { picture }: Panel, frameNumber: number): void {
  switch (picture.kind) {
    case 'pattern':
      paintPattern(canvas, area, picture.colour, frameNumber);
      break;
    case 'live':
      drawPicture(canvas, placeWithin(picture, area), picture);
      break;
    case 'none':
      break;
  }
}

/** A trace of some measured value, and in front of it somebody who nods. */
function paintPattern(canvas: Canvas, area: Rectangle, colour: Colour, frameNumber: number): void {
  fillRectangle(canvas, area, shade(colour, 0.22));
  const middle = area.y + area.height * 0.4;
  for (let x = 0; x < area.width; x += 4) {
    const phase = (x + 3 * frameNumber) / 26;
    const height = Math.sin(phase) * Math.cos(phase / 3.1) * area.height * 0.28;
    fillRectangle(canvas, { x: area.x + x, y: middle + height, width: 4, height: 4 }, shade(colour, 0.55));
  }
  const centre = area.x + area.width / 2 + Math.sin(frameNumber / 40) * area.width * 0.06;
  const nod = Math.sin(frameNumber / 9) * area.height * 0.015;
  const unit = Math.min(area.height, area.width);
  const bottom = area.y + area.height;
  fillDisc(canvas, { x: centre, y: bottom + unit * 0.05, radius: unit * 0.34, bottom }, shade(colour, 0.8));
  fillDisc(canvas, { x: centre, y: bottom - unit * 0.46 + nod, radius: unit * 0.17, bottom }, colour);
}

function paintCounter(canvas: Canvas, frameNumber: number): void {
  for (let bit = 0; bit < counterBits; bit += 1) {
    const set = (frameNumber >> (counterBits - 1 - bit)) & 1;
    fillRectangle(canvas, counterCell(bit), set === 1 ? white : black);
  }
}

function counterCell(bit: number): Rectangle {
  const width = counterArea.width / counterBits;
  return { x: counterArea.x + bit * width, y: counterArea.y, width, height: counterArea.height };
}

/** Even coordinates throughout, as the canvas wants them for pictures. */
function panelPlace(index: number, count: number): Rectangle {
  const columns = count <= 3 ? count : Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const width = even((panelArea.width - (columns - 1) * panelGap) / columns);
  const height = even((panelArea.height - (rows - 1) * panelGap) / rows);
  const x = panelArea.x + (index % columns) * (width + panelGap);
  const y = panelArea.y + Math.floor(index / columns) * (height + panelGap);
  return { x, y, width, height };
}

function pictureArea({ x, y, width, height }: Rectangle): Rectangle {
  return { x: x + 2, y: y + 2, width: width - 4, height: height - labelHeight - 2 };
}

/** The largest place for a picture in an area, in its own proportions. */
function placeWithin(picture: RgbPicture, area: Rectangle): Rectangle {
  const scale = Math.min(area.width / picture.width, area.height / picture.height);
  const width = even(picture.width * scale);
  const height = even(picture.height * scale);
  const x = area.x + even((area.width - width) / 2);
  return { x, y: area.y + even((area.height - height) / 2), width, height };
}

function centreOf({ x, y, width, height }: Rectangle): { x: number; y: number } {
  return { x: (x + width / 2) / sceneSize.width, y: (y + height / 2) / sceneSize.height };
}

function shade({ red, green, blue }: Colour, share: number): Colour {
  return { red: red * share, green: green * share, blue: blue * share };
}

function even(value: number): number {
  return 2 * Math.floor(value / 2);
}
