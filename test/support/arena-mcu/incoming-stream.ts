/** One stream of a gateway: announced, perhaps subscribed to, received, decoded and observed. */
import type { ArenaStream } from '../../../media/arena/messages.ts';
import type { Log } from '../../../media/contract/log.ts';
import type { ReportBlock, SenderReport } from '../../../media/rtp/rtcp.ts';
import { parseRtpHeader } from '../../../media/rtp/rtp-packet.ts';
import type { Colour, RgbPicture } from './canvas.ts';
import { createDecoder, createPictureKeeper, createSoundKeeper } from './decoder.ts';
import { createReception } from './reception.ts';
import { createRestarted } from './restarted.ts';
import { sampleRate } from './sound.ts';
import { analyseTone, type ToneAnalysis } from './spectrum.ts';

/** What the MCU knows of a gateway's stream, at the moment of asking. */
export interface ReceivedStream {
  readonly ssrc: number;
  readonly description: ArenaStream;
  readonly subscribed: boolean;
  readonly packets: number;
  readonly lost: number;
  /** Of the last packet; packets of another type than announced are counted, but not decoded. */
  readonly payloadType: number | undefined;
  /** Decoded sound: how much in all, and what the last half second consists of. */
  readonly sound: ({ readonly samples: number } & ToneAnalysis) | undefined;
  /** Decoded pictures: how many, and the last one, scaled to 160 x 90, with the mean colours of its 16 x 9 cells. */
  readonly picture: ReceivedPicture | undefined;
  /** Sender reports received. */
  readonly senderReports: number;
  readonly lastError: string | undefined;
}

export interface ReceivedPicture {
  readonly frames: number;
  readonly last: RgbPicture | undefined;
  /** Row by row from the top left; empty before the first frame. */
  readonly cells: readonly Colour[];
}

export interface IncomingStream {
  description(): ArenaStream;
  /** A new description of the same SSRC; the decoder starts anew where it needs other headers. */
  describe(description: ArenaStream): void;
  isSubscribed(): boolean;
  setSubscribed(subscribed: boolean): void;
  receive(packet: Buffer, nowMs: number): void;
  senderReport(report: SenderReport, nowMs: number): void;
  /** `undefined` before the first packet. */
  reportBlock(nowMs: number): ReportBlock | undefined;
  /** The last decoded picture. */
  livePicture(): RgbPicture | undefined;
  observe(): ReceivedStream;
  close(): Promise<void>;
}

export interface IncomingStreamOptions {
  readonly description: ArenaStream;
  readonly log: Log;
  /** Pictures cannot be decoded before the next keyframe. */
  readonly askForKeyframe: () => void;
}

const cellColumns = 16;
const cellRows = 9;
const keyframeRequestGapMs = 500;

export function createIncomingStream({
  description: first,
  log,
  askForKeyframe,
}: IncomingStreamOptions): IncomingStream {
  const { ssrc, kind } = first;
  const reception = createReception(ssrc, first.clockRate);
  const sound = createSoundKeeper();
  const picture = createPictureKeeper();
  const decoder = createRestarted(
    (onFailure) =>
      createDecoder(description, { log, onOutput: kind === 'audio' ? sound.take : picture.take, onFailure }),
    log,
  );
  let description = first;
  let subscribed = false;
  let payloadType: number | undefined;
  let senderReports = 0;
  let askedAtMs = Number.NEGATIVE_INFINITY;

  function keyframeNeeded(nowMs: number): void {
    if (kind !== 'video' || nowMs - askedAtMs < keyframeRequestGapMs) return;
    askedAtMs = nowMs;
    askForKeyframe();
  }

  async function stopDecoder(): Promise<void> {
    await decoder.stop().catch((error: unknown) => log.error({ error: String(error) }, 'a decoder did not end'));
  }

  return {
    description: () => description,
    describe(changed) {
      const sameDecoder =
        changed.payloadType === description.payloadType &&
        changed.clockRate === description.clockRate &&
        changed.parameters.configuration === description.parameters.configuration;
      description = changed;
      if (!sameDecoder) void stopDecoder();
    },
    isSubscribed: () => subscribed,
    setSubscribed(wanted) {
      subscribed = wanted;
      if (!wanted) void stopDecoder();
    },
    receive(packet, nowMs) {
      const header = parseRtpHeader(packet);
      if (header === undefined || !subscribed) return;
      const firstPacket = reception.packets() === 0;
      const gap = reception.receive(header, nowMs);
      payloadType = header.payloadType;
      if (firstPacket || gap) keyframeNeeded(nowMs);
      if (payloadType === description.payloadType) decoder.current()?.push(packet);
    },
    senderReport(report, nowMs) {
      senderReports += 1;
      reception.senderReport(report, nowMs);
    },
    reportBlock: (nowMs) => (reception.packets() === 0 ? undefined : reception.reportBlock(nowMs)),
    livePicture: () => picture.last(),
    observe: () => ({
      ssrc,
      description,
      subscribed,
      packets: reception.packets(),
      lost: reception.lost(),
      payloadType,
      sound: kind === 'audio' ? { samples: sound.samples(), ...analyseTone(sound.recent(), sampleRate) } : undefined,
      picture: kind === 'video' ? observePicture(picture.frames(), picture.last()) : undefined,
      senderReports,
      lastError: decoder.lastError(),
    }),
    async close() {
      // Packets that still come must not start another decoder.
      subscribed = false;
      await stopDecoder();
    },
  };
}

function observePicture(frames: number, last: RgbPicture | undefined): ReceivedPicture {
  const count = last === undefined ? 0 : cellColumns * cellRows;
  const cells = Array.from({ length: count }, (_, index) => {
    const column = index % cellColumns;
    const row = Math.floor(index / cellColumns);
    return last === undefined ? { red: 0, green: 0, blue: 0 } : meanColour(last, column, row);
  });
  return { frames, last, cells };
}

function meanColour(picture: RgbPicture, column: number, row: number): Colour {
  const width = picture.width / cellColumns;
  const height = picture.height / cellRows;
  const sums = [0, 0, 0];
  for (let y = row * height; y < (row + 1) * height; y += 1) {
    for (let n = 0; n < 3 * width; n += 1) {
      sums[n % 3] = (sums[n % 3] ?? 0) + (picture.bytes[(y * picture.width + column * width) * 3 + n] ?? 0);
    }
  }
  const [red = 0, green = 0, blue = 0] = sums.map((sum) => Math.round(sum / (width * height)));
  return { red, green, blue };
}
