/** Who is alive on this node right now, for metrics: factories that remember what they made until it is closed. */
import type { ArenaLink, ArenaLinkOptions } from '../arena/arena-link.ts';
import type { Transcoder, TranscoderOptions } from '../transcode/transcoder.ts';

export interface Census {
  createTranscoder(options: TranscoderOptions): Transcoder;
  createArenaLink(options: ArenaLinkOptions): ArenaLink;
  readonly transcoders: ReadonlySet<Transcoder>;
  readonly arenaLinks: ReadonlySet<ArenaLink>;
}

export function createCensus(make: Pick<Census, 'createTranscoder' | 'createArenaLink'>): Census {
  const transcoders = new Set<Transcoder>();
  const arenaLinks = new Set<ArenaLink>();
  return {
    transcoders,
    arenaLinks,
    createTranscoder(options) {
      const transcoder = make.createTranscoder(options);
      transcoders.add(transcoder);
      return { ...transcoder, close: () => transcoder.close().finally(() => transcoders.delete(transcoder)) };
    },
    createArenaLink(options) {
      const link = make.createArenaLink(options);
      arenaLinks.add(link);
      return { ...link, close: (reason) => link.close(reason).finally(() => arenaLinks.delete(link)) };
    },
  };
}
