export interface Rgb {
  red: number;
  green: number;
  blue: number;
}

/** In fractions, 0 to 1, of a picture's width and height. */
export interface Point {
  x: number;
  y: number;
}

export interface Look {
  /** Shown so far. */
  frames: number;
  /** At the points, each the mean of a 160th by a 90th of the picture. */
  colours: Rgb[];
}

/** At a video element. */
export function lookAt(element: unknown, points: readonly Point[]): Look;

export interface Listening {
  dominantHz: number;
  /** Of that frequency's bin, against full scale; -Infinity for silence. */
  decibels: number;
}

/** To an audio element's stream, for most of a second. */
export function listenTo(element: unknown): Promise<Listening>;
