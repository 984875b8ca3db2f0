import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { startFfmpeg } from './ffmpeg-process.ts';
import type { PictureShape } from './formats.ts';
import { ownTheoraConfiguration } from './theora-configuration.ts';

let setupHeader: Promise<Buffer> | undefined;

/**
 * The configuration (base64) of the Theora that a transcoder will send in this shape, known before it is started: ffmpeg
 * tells it only after the first picture. libtheora's setup header is the same for all shapes, so ffmpeg is asked for it
 * once in the life of the process (about 0.3 s); ask at boot to have it ready. Throws where ffmpeg cannot encode Theora.
 */
export async function theoraConfigurationFor(shape: PictureShape): Promise<string> {
  setupHeader ??= askForSetupHeader();
  try {
    return ownTheoraConfiguration(shape, await setupHeader);
  } catch (cause) {
    setupHeader = undefined;
    throw cause;
  }
}

async function askForSetupHeader(): Promise<Buffer> {
  const stream = new PassThrough();
  const warnings: string[] = [];
  const job = {
    inputOptions: ['-hide_banner', '-nostdin', '-loglevel', 'error', '-f', 'lavfi'],
    input: { kind: 'source', source: 'color=s=16x16:r=25:d=0.04' },
    outputOptions: ['-c:v', 'libtheora', '-f', 'ogg'],
    output: { kind: 'stream', stream },
  } as const;
  const ffmpeg = startFfmpeg(job, { onBeat: () => undefined, onWarning: (line) => warnings.push(line) });
  const ogg = buffer(stream);
  const end = await ffmpeg.ended;
  // A process that never started leaves the stream open.
  if (end.kind === 'failed') throw new Error(`ffmpeg cannot encode Theora: ${end.cause}`);
  const setup = oggPackets(await ogg).find(isSetupHeader);
  if (setup === undefined) throw new Error(`ffmpeg made no Theora header: ${warnings.join('; ')}`);
  return setup;
}

function isSetupHeader(packet: Buffer): boolean {
  return packet.toString('latin1', 0, 7) === '\x82theora';
}

/** The packets of an Ogg file with a single stream (RFC 3533, 6): a segment shorter than 255 octets ends a packet. */
export function oggPackets(ogg: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  let open: Buffer[] = [];
  let page = 0;
  while (page + 27 <= ogg.length && ogg.toString('latin1', page, page + 4) === 'OggS') {
    const segments = ogg.subarray(page + 27, page + 27 + ogg.readUInt8(page + 26));
    let data = page + 27 + segments.length;
    for (const length of segments) {
      open.push(ogg.subarray(data, data + length));
      data += length;
      if (length === 255) continue;
      packets.push(Buffer.concat(open));
      open = [];
    }
    page = data;
  }
  return packets;
}
