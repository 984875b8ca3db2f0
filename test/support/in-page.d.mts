export interface Rgb {
  red: number;
  green: number;
  blue: number;
}

export interface Look {
  /** Shown so far. */
  frames: number;
  /** Mean colours of a grid of cells, row by row. */
  cells: Rgb[];
}

/** Of a video element. */
export function lookAt(element: unknown, grid: { columns: number; rows: number }): Look;

export interface Listening {
  dominantHz: number;
  /** Of that frequency's bin, against full scale; -Infinity for silence. */
  decibels: number;
}

/** To an audio element's stream, for most of a second. */
export function listenTo(element: unknown): Promise<Listening>;
