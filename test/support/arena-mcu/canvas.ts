/** Drawing into a planar YUV 4:2:0 picture (I420, BT.601 limited range): as little as the arena's scene needs. */
import { glyphCoverage, glyphHeight, glyphWidth } from './font.ts';

/** Octets 0 to 255 each. */
export interface Colour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An I420 picture: width x height of luma, then a quarter as many of each chroma. Width and height are even. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
}

/** A packed picture, three octets a pixel, rows without padding. */
export interface RgbPicture {
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
}

export function createCanvas(width: number, height: number): Canvas {
  return { width, height, bytes: Buffer.alloc((width * height * 3) / 2) };
}

/** Fills a rectangle, clipped to the canvas and widened to whole chroma samples. */
export function fillRectangle(canvas: Canvas, rectangle: Rectangle, colour: Colour): void {
  const left = clamp(rectangle.x, canvas.width) & ~1;
  const top = clamp(rectangle.y, canvas.height) & ~1;
  const right = (clamp(rectangle.x + rectangle.width, canvas.width) + 1) & ~1;
  const bottom = (clamp(rectangle.y + rectangle.height, canvas.height) + 1) & ~1;
  if (right <= left) return;
  const [luma, blueness, redness] = toYuv(colour);
  for (let y = top; y < bottom; y += 1) canvas.bytes.fill(luma, y * canvas.width + left, y * canvas.width + right);
  for (let y = top / 2; y < bottom / 2; y += 1) {
    const row = chromaStart(canvas) + (y * canvas.width) / 2;
    canvas.bytes.fill(blueness, row + left / 2, row + right / 2);
    const redRow = row + chromaLength(canvas);
    canvas.bytes.fill(redness, redRow + left / 2, redRow + right / 2);
  }
}

/** A filled circle around (x, y), cut off at `bottom`. */
export function fillDisc(
  canvas: Canvas,
  { x, y, radius, bottom }: { x: number; y: number; radius: number; bottom: number },
  colour: Colour,
): void {
  const top = 2 * Math.ceil((y - radius) / 2);
  for (let row = top; row < Math.min(y + radius, bottom - 1); row += 2) {
    const half = Math.sqrt(Math.max(0, radius * radius - (row + 1 - y) ** 2));
    fillRectangle(canvas, { x: x - half, y: row, width: 2 * half, height: 2 }, colour);
  }
}

/** Writes a line with its top left corner at (x, y), in grey of the given luma; what does not fit is cut off. */
export function drawText(canvas: Canvas, x: number, y: number, text: string, luma = 225): void {
  for (const [index, character] of [...text].entries()) {
    const left = Math.round(x) + index * glyphWidth;
    if (left < 0 || left + glyphWidth > canvas.width) continue;
    drawGlyph(canvas, left, Math.round(y), character.charCodeAt(0), luma);
  }
}

function drawGlyph(canvas: Canvas, left: number, top: number, charCode: number, luma: number): void {
  for (let y = 0; y < glyphHeight && top + y < canvas.height; y += 1) {
    for (let x = 0; x < glyphWidth; x += 1) {
      const coverage = glyphCoverage(charCode, x, y);
      if (coverage === 0) continue;
      const at = (top + y) * canvas.width + left + x;
      const under = canvas.bytes[at] ?? 0;
      canvas.bytes[at] = under + Math.round(((luma - under) * coverage) / 15);
    }
  }
}

/** Draws a picture into a rectangle (even coordinates), stretched, by the nearest pixel. */
export function drawPicture(canvas: Canvas, rectangle: Rectangle, picture: RgbPicture): void {
  for (let y = 0; y < rectangle.height; y += 2) {
    for (let x = 0; x < rectangle.width; x += 2) {
      const sourceX = Math.floor((x * picture.width) / rectangle.width);
      const sourceY = Math.floor((y * picture.height) / rectangle.height);
      fillSquare(canvas, rectangle.x + x, rectangle.y + y, pixelOf(picture, sourceX, sourceY));
    }
  }
}

function pixelOf(picture: RgbPicture, x: number, y: number): Colour {
  const at = (y * picture.width + x) * 3;
  const { bytes } = picture;
  return { red: bytes[at] ?? 0, green: bytes[at + 1] ?? 0, blue: bytes[at + 2] ?? 0 };
}

/** Two by two pixels: one chroma sample. */
function fillSquare(canvas: Canvas, x: number, y: number, colour: Colour): void {
  const [luma, blueness, redness] = toYuv(colour);
  const at = y * canvas.width + x;
  canvas.bytes[at] = luma;
  canvas.bytes[at + 1] = luma;
  canvas.bytes[at + canvas.width] = luma;
  canvas.bytes[at + canvas.width + 1] = luma;
  const chroma = chromaStart(canvas) + ((y / 2) * canvas.width) / 2 + x / 2;
  canvas.bytes[chroma] = blueness;
  canvas.bytes[chroma + chromaLength(canvas)] = redness;
}

function toYuv({ red, green, blue }: Colour): [number, number, number] {
  return [
    Math.round(16 + 0.2568 * red + 0.5041 * green + 0.0979 * blue),
    Math.round(128 - 0.1482 * red - 0.291 * green + 0.4392 * blue),
    Math.round(128 + 0.4392 * red - 0.3678 * green - 0.0714 * blue),
  ];
}

function chromaStart(canvas: Canvas): number {
  return canvas.width * canvas.height;
}

function chromaLength(canvas: Canvas): number {
  return (canvas.width * canvas.height) / 4;
}

function clamp(value: number, limit: number): number {
  return Math.max(0, Math.min(limit, Math.round(value)));
}
