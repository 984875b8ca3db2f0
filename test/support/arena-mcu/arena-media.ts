/** The streams of one arena: what they are called, how they are encoded, and what is in them. Knows nobody in the arena. */
import type { ArenaParticipant, ArenaStream } from '../../../media/arena/messages.ts';
import type { Log } from '../../../media/contract/log.ts';
import { createCanvas } from './canvas.ts';
import {
  type PictureEncoding,
  type PictureSize,
  pictureEncoderPipeline,
  soundEncoderPipeline,
} from './gst-pipelines.ts';
import { createOutgoingStream, type OutgoingStream } from './outgoing-stream.ts';
import { createScenePainter, type Panel, paintCamera, sceneSize } from './scene.ts';
import { frameSamples, mixFrame, type Sound, sampleRate } from './sound.ts';
import type { TheoraConfigurations } from './theora-configuration.ts';

export interface ArenaMediaOptions {
  readonly name: string;
  readonly takeSsrc: () => number;
  readonly configurations: TheoraConfigurations;
  /** What else is to be seen in the scene. */
  readonly guestPanels: () => readonly Panel[];
  readonly log: Log;
}

export interface Member {
  readonly participant: ArenaParticipant;
  readonly sound: Sound;
  readonly panel: Panel;
}

const speexPayloadType = 97;
const theoraPayloadType = 98;
const frameRate = 25;
const ticksPerPicture = 2;
const cameraSize = { width: 320, height: 180 };

export function createArenaMedia({ name, takeSsrc, configurations, guestPanels, log }: ArenaMediaOptions) {
  const arenaCname = `mcu@${name}.arena`;

  function soundStream(source: 'mix' | 'microphone', cname: string, sounds: () => Iterable<Sound>): OutgoingStream {
    const description: ArenaStream = {
      ssrc: takeSsrc(),
      cname,
      kind: 'audio',
      source,
      payloadType: speexPayloadType,
      codec: 'speex',
      clockRate: sampleRate,
      channels: 1,
      parameters: {},
    };
    return createOutgoingStream({
      description,
      ticksPerFrame: 1,
      pipeline: soundEncoderPipeline,
      produce: (frameNumber) => mixFrame(sounds(), frameNumber * frameSamples),
      log,
    });
  }

  async function describePicture(
    stream: Pick<ArenaStream, 'ssrc' | 'cname' | 'source'>,
    { from, to }: { from: PictureSize; to: PictureSize },
  ): Promise<ArenaStream> {
    return {
      ...stream,
      kind: 'video',
      payloadType: theoraPayloadType,
      codec: 'theora',
      clockRate: 90_000,
      parameters: { configuration: await configurations.of(encodingOf(from, to)), ...to, frameRate },
    };
  }

  function pictureStream(
    description: ArenaStream,
    from: PictureSize,
    produce: (frameNumber: number) => Buffer,
  ): OutgoingStream {
    const pipeline = ({ ssrc, payloadType, parameters }: ArenaStream): string[] => {
      const to = { width: parameters.width ?? from.width, height: parameters.height ?? from.height };
      return pictureEncoderPipeline(encodingOf(from, to), { ssrc, payloadType });
    };
    return createOutgoingStream({ description, ticksPerFrame: ticksPerPicture, pipeline, produce, log });
  }

  function sceneDescription(ssrc: number, to: PictureSize): Promise<ArenaStream> {
    return describePicture({ ssrc, cname: arenaCname, source: 'scene' }, { from: sceneSize, to });
  }

  return {
    mix: (sounds: () => Iterable<Sound>) => soundStream('mix', arenaCname, sounds),
    sceneDescription,
    async scene(panels: () => readonly Panel[]): Promise<OutgoingStream> {
      const paint = createScenePainter();
      const title = `VIRTUAL ARENA  ${name}`;
      return pictureStream(await sceneDescription(takeSsrc(), sceneSize), sceneSize, (frameNumber) => {
        const view = { title, panels: [...panels(), ...guestPanels()].slice(0, 9), at: new Date() };
        return paint(view, frameNumber).bytes;
      });
    },
    async ownStreams({ participant: { cname }, sound, panel }: Member): Promise<OutgoingStream[]> {
      const microphone = soundStream('microphone', cname, () => [sound]);
      if (panel.picture.kind === 'none') return [microphone];
      const size = { from: cameraSize, to: cameraSize };
      const description = await describePicture({ ssrc: takeSsrc(), cname, source: 'camera' }, size);
      const camera = pictureStream(description, cameraSize, (frameNumber) => {
        const canvas = createCanvas(cameraSize.width, cameraSize.height);
        paintCamera(canvas, panel, frameNumber);
        return canvas.bytes;
      });
      return [microphone, camera];
    },
  };
}

function encodingOf(from: PictureSize, to: PictureSize): PictureEncoding {
  // About 800 kbit/s at 640x360.
  const kilobitsPerSecond = Math.max(150, Math.round((to.width * to.height) / 288));
  return { from, to, frameRate, kilobitsPerSecond };
}
