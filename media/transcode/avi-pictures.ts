/**
 * Pictures out of ffmpeg's AVI on a pipe, each as soon as it is written: a four letter id, a length (little endian), the
 * data, padded to an even length. Pure, fed in pieces.
 *
 * Theora comes this way and not by ffmpeg's RTP, which holds a small picture back until the next one: the last picture of
 * a window in which nothing moves would never arrive.
 */
export interface AviPicture {
  /** In frames of the output's rate since the first. */
  index: number;
  data: Buffer;
}

/** No picture of ours is larger, nor ffmpeg's list of headers. */
const LARGEST_CHUNK_BYTES = 16 * 1024 * 1024;
const CHUNK_HEADER_BYTES = 8;

/** Takes what was read, gives the pictures that it completes. Throws an Error where it is no AVI. */
export function createAviReader(): (piece: Buffer) => AviPicture[] {
  let rest: Buffer = Buffer.alloc(0);
  let hasBegun = false;
  let next = 0;

  /** Everything up to the list of pictures is of no interest. */
  function skipStart(): void {
    const start = rest.indexOf('movi', 0, 'latin1');
    if (start < 0) {
      if (rest.length > LARGEST_CHUNK_BYTES) throw new Error('ffmpeg wrote no AVI.');
      return;
    }
    hasBegun = true;
    rest = rest.subarray(start + 4);
  }

  return (piece) => {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    if (!hasBegun) skipStart();
    const pictures: AviPicture[] = [];
    while (hasBegun && rest.length >= CHUNK_HEADER_BYTES) {
      const length = rest.readUInt32LE(4);
      if (length > LARGEST_CHUNK_BYTES) throw new Error(`ffmpeg wrote an AVI chunk of ${length} octets.`);
      const end = CHUNK_HEADER_BYTES + length + (length % 2);
      if (rest.length < end) break;
      if (rest.toString('latin1', 2, 4) === 'dc') {
        // An empty one only holds the place of a frame that did not come.
        if (length > 0) pictures.push({ index: next, data: rest.subarray(CHUNK_HEADER_BYTES, end - (length % 2)) });
        next += 1;
      }
      rest = rest.subarray(end);
    }
    return pictures;
  };
}
