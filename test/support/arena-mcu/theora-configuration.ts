/** Theora's packed headers (draft-barbato-avt-rtp-theora-01, 3.1.1) of pictures that GStreamer is going to encode. */
import type { Log } from '../../../media/contract/log.ts';
import { type GstChild, startGstChild } from './gst-child.ts';
import { type PictureEncoding, parseTheoraConfiguration, theoraProbePipeline } from './gst-pipelines.ts';

export interface TheoraConfigurations {
  /** The base64 configuration for an encoding; found once for each by encoding a black frame. */
  of(encoding: PictureEncoding): Promise<string>;
}

const timeoutMs = 10_000;

/** The headers depend on the encoding alone, so a stream can be announced before its encoder runs. */
export function createTheoraConfigurations(log: Log): TheoraConfigurations {
  const known = new Map<string, Promise<string>>();
  return {
    of(encoding) {
      const key = JSON.stringify(encoding);
      const found = known.get(key) ?? probe(encoding, log);
      known.set(key, found);
      return found;
    },
  };
}

async function probe(encoding: PictureEncoding, log: Log): Promise<string> {
  let child: GstChild | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<string>((resolve, reject) => {
      let printed = '';
      child = startGstChild({
        pipeline: theoraProbePipeline(encoding),
        log,
        onOutput: () => undefined,
        onCaps: (text) => {
          printed += text;
          const configuration = parseTheoraConfiguration(printed);
          if (configuration !== undefined) resolve(configuration);
        },
        onFailure: (reason) => reject(new Error(`GStreamer cannot encode Theora: ${reason}`)),
      });
      timer = setTimeout(() => reject(new Error('GStreamer told no Theora configuration')), timeoutMs);
      const frame = Buffer.alloc((encoding.from.width * encoding.from.height * 3) / 2);
      child.write(Buffer.concat([frame, frame]), 0);
    });
  } finally {
    clearTimeout(timer);
    await child?.close();
  }
}
