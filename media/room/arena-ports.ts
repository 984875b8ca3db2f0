/** What the arena's side of a room needs of the rest of the node: given in by `media/app.ts`. */
import type { ArenaLink, ArenaLinkOptions } from '../arena/arena-link.ts';
import type { Log } from '../contract/log.ts';
import type { CodecPolicy } from '../contract/policy.ts';
import type { SfuRouter } from '../sfu/router.ts';
import type { PictureShape } from '../transcode/formats.ts';
import type { Transcoder, TranscoderOptions } from '../transcode/transcoder.ts';

export interface ArenaSideDeps {
  router: SfuRouter;
  policy: CodecPolicy;
  createArenaLink(options: ArenaLinkOptions): ArenaLink;
  createTranscoder(options: TranscoderOptions): Transcoder;
  /** Theora's packed headers, base64, for pictures that our own transcoder makes. */
  theoraConfiguration(shape: PictureShape): Promise<string>;
  log: Log;
}
