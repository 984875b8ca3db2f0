import { z } from 'zod';
import type { ArenaStream } from '../../../media/arena/messages.ts';
import { parseRtpHeader } from '../../../media/rtp/rtp-packet.ts';
import type { VideoFormat } from '../../../media/transcode/formats.ts';
import { type ArenaClient, createArenaClient } from '../../support/arena-mcu/arena-client.ts';
import type { ReferenceMcu } from '../../support/arena-mcu/reference-mcu.ts';
import { bareFfmpeg } from '../support/bridge-paths.ts';
import type { TimedPacket } from '../support/rtp-recording.ts';
import { ARENA, emptied } from './scene-mcu.ts';

const CLOCK_RATE = 90_000;
const VP8_PAYLOAD_TYPE = 101;

/** Just what an ffmpeg has to be told of the scene: the streams were made by our own MCU. */
const joined = z.object({ streams: z.array(z.custom<ArenaStream>()) });

/**
 * What transcoding alone costs: a bare client gives the scene's packets to an ffmpeg that is already listening. From the first
 * packet in to the last packet of the first VP8 picture out, milliseconds.
 */
export async function measureBareFfmpeg(mcu: ReferenceMcu): Promise<number> {
  await using client = await createArenaClient(mcu);
  const scene = await join(client);
  const { width = 640, height = 360, frameRate = 25, configuration = '' } = scene.parameters;
  const shape = { kind: 'video', clockRate: CLOCK_RATE, width, height, frameRate } as const;
  const from: VideoFormat = { ...shape, codec: 'theora', payloadType: scene.payloadType, configuration };
  const ffmpeg = await bareFfmpeg.open(from, { ...shape, codec: 'vp8', payloadType: VP8_PAYLOAD_TYPE });
  try {
    let firstInAt: number | undefined;
    client.onRtp((packet) => {
      if (parseRtpHeader(packet)?.ssrc !== scene.ssrc) return;
      firstInAt ??= performance.now();
      ffmpeg.send(packet);
    });
    await accepted(client.ask({ type: 'SUBSCRIBE', body: { ssrc: scene.ssrc } }));
    const firstOut = await mcu.until(() => ffmpeg.received.find(endsPicture), { what: 'a picture from ffmpeg' });
    if (firstInAt === undefined) throw new Error('ffmpeg made a picture of nothing');
    return firstOut.atMs - firstInAt;
  } finally {
    // The MCU first: nothing may come to a socket that is closed.
    await accepted(client.ask({ type: 'LEAVE', body: {} }));
    await emptied(mcu);
    await ffmpeg.close();
  }
}

/** RTP's marker bit (RFC 7741, 4.1). */
function endsPicture({ packet }: TimedPacket): boolean {
  return parseRtpHeader(packet)?.marker === true;
}

async function join(client: ArenaClient): Promise<ArenaStream> {
  const capabilities = { audio: ['speex'], video: ['theora'], tiles: false };
  const body = { arena: ARENA, cname: 'client@bench', name: 'Benchmark', capabilities };
  const { streams } = joined.parse(await accepted(client.ask({ type: 'JOIN', body })));
  const scene = streams.find(({ source }) => source === 'scene');
  if (scene === undefined) throw new Error('the arena has no scene');
  return scene;
}

async function accepted(asked: ReturnType<ArenaClient['ask']>): Promise<object> {
  const result = await asked;
  if (result.kind !== 'accepted') throw new Error(`the MCU refused: ${JSON.stringify(result)}`);
  return result.body;
}
