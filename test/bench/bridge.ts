import type { AudioFormat, MediaFormat, VideoFormat } from '../../media/transcode/formats.ts';
import { theoraConfigurationFor } from '../../media/transcode/theora-setup.ts';
import { addedToPicturesMs, addedToSoundMs } from './support/bridge-delay.ts';
import { type BridgePath, bareFfmpeg, ours } from './support/bridge-paths.ts';
import { machine } from './support/machine.ts';
import { decodeSound, recordRtp, replay, type TimedPacket } from './support/rtp-recording.ts';
import { hasRtpengine, rtpengine } from './support/rtpengine-path.ts';
import { bursts } from './support/sound-signal.ts';
import { median, percentile } from './support/statistics.ts';
import { table } from './support/table.ts';

/**
 * The delay that the bridge adds, from RTP in to RTP out: our transcoder and, in turn with it, a bare ffmpeg with the same
 * flags and, for sound, rtpengine where it is installed. GStreamer made the streams before; each path gets the same ones.
 */
const RUNS = Number(process.env['BENCH_RUNS'] ?? 5);
const SECONDS = 6;
const withRtpengine = hasRtpengine();
const SHAPE = { width: 640, height: 360, frameRate: 25 };

const SPEEX: AudioFormat = { kind: 'audio', codec: 'speex', payloadType: 97, clockRate: 16_000, channels: 1 };
const OPUS: AudioFormat = { kind: 'audio', codec: 'opus', payloadType: 111, clockRate: 48_000, channels: 2 };
const VP8: VideoFormat = { kind: 'video', codec: 'vp8', payloadType: 96, clockRate: 90_000, ...SHAPE };
const THEORA: VideoFormat = { kind: 'video', codec: 'theora', payloadType: 98, clockRate: 90_000, ...SHAPE };

interface Direction {
  name: string;
  from: MediaFormat;
  to: MediaFormat;
  packets: TimedPacket[];
  paths: readonly BridgePath[];
  /** The delays of one run: one figure of sound, one a picture. */
  measure(sent: TimedPacket[], received: TimedPacket[]): Promise<number[]>;
}

const RAW_SOUND = 'rawaudioparse format=pcm pcm-format=s16le sample-rate=16000 num-channels=1';
const SOUND = `fdsrc fd=0 blocksize=640 ! ${RAW_SOUND} ! audioconvert ! audioresample`;
const TEST_PICTURES = [
  `videotestsrc num-buffers=${SECONDS * SHAPE.frameRate} pattern=smpte horizontal-speed=2`,
  `video/x-raw,format=I420,width=${SHAPE.width},height=${SHAPE.height},framerate=${SHAPE.frameRate}/1`,
].join(' ! ');

const SOUND_SIDES = {
  opus: {
    encoder: 'audio/x-raw,rate=48000 ! opusenc frame-size=20 ! rtpopuspay pt=111',
    caps: 'media=audio,encoding-name=OPUS,clock-rate=48000,payload=111',
    decoder: 'rtpopusdepay ! opusdec',
  },
  speex: {
    encoder: 'speexenc ! rtpspeexpay pt=97',
    caps: 'media=audio,encoding-name=SPEEX,clock-rate=16000,payload=97',
    decoder: 'rtpspeexdepay ! speexdec',
  },
};

async function soundDirection(from: 'opus' | 'speex'): Promise<Direction> {
  const [source, target] = from === 'opus' ? [OPUS, SPEEX] : [SPEEX, OPUS];
  const [sides, otherSides] =
    from === 'opus' ? [SOUND_SIDES.opus, SOUND_SIDES.speex] : [SOUND_SIDES.speex, SOUND_SIDES.opus];
  const recorded = await recordRtp(`${SOUND} ! ${sides.encoder}`, source.clockRate, bursts(SECONDS));
  // The encoder trims its lookahead off the first timestamp; a live one would be regular from the start. Nor do live
  // ones begin at 0, which ffmpeg would take for no timestamp, and count the first packet twice.
  for (const [index, timed] of recorded.packets.entries()) {
    timed.packet.writeUInt32BE(source.clockRate + (index * source.clockRate) / 50, 4);
    timed.atMs = index * 20;
  }
  const pcmSent = await decodeSound(recorded.packets, sides.caps, sides.decoder);
  return {
    name: from === 'opus' ? 'Opus -> Speex wideband' : 'Speex wideband -> Opus',
    from: source,
    to: target,
    packets: recorded.packets,
    paths: withRtpengine ? [ours, bareFfmpeg, rtpengine] : [ours, bareFfmpeg],
    async measure(sent, received) {
      const pcm = await decodeSound(received, otherSides.caps, otherSides.decoder);
      const before = { packets: sent, clockRate: source.clockRate, pcm: pcmSent };
      return [addedToSoundMs(before, { packets: received, clockRate: target.clockRate, pcm })];
    },
  };
}

async function pictureDirection(codec: 'vp8' | 'theora'): Promise<Direction> {
  const encoder =
    codec === 'vp8'
      ? 'vp8enc deadline=1 cpu-used=8 keyframe-max-dist=50 target-bitrate=800000 ! rtpvp8pay pt=96 mtu=1200 picture-id-mode=2'
      : 'theoraenc bitrate=800 keyframe-force=50 ! rtptheorapay pt=98 mtu=1200';
  const { packets, said } = await recordRtp(`${TEST_PICTURES} ! ${encoder}`, 90_000);
  const configuration = /configuration=\(string\)"?([A-Za-z0-9+/=]+)/.exec(said)?.[1] ?? '';
  return {
    name: codec === 'vp8' ? 'VP8 -> Theora 640x360@25' : 'Theora -> VP8 640x360@25',
    from: codec === 'vp8' ? VP8 : { ...THEORA, configuration },
    to: codec === 'vp8' ? THEORA : VP8,
    packets,
    paths: [ours, bareFfmpeg],
    measure: async (sent, received) => addedToPicturesMs(sent, received, SHAPE.frameRate),
  };
}

async function runOnce(direction: Direction, path: BridgePath): Promise<number[]> {
  const open = await path.open(direction.from, direction.to);
  try {
    const sent = await replay(direction.packets, open.send);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return await direction.measure(sent, open.received);
  } finally {
    await open.close();
  }
}

async function measureInTurn(direction: Direction): Promise<string[][]> {
  const delays = new Map<BridgePath, number[][]>(direction.paths.map((path) => [path, []]));
  for (let run = 0; run < RUNS; run += 1) {
    for (const [path, runs] of delays) {
      runs.push(await runOnce(direction, path));
      process.stderr.write('.');
    }
  }
  const medianOf = (path: BridgePath) => median((delays.get(path) ?? []).map(median));
  const floor = medianOf(bareFfmpeg);
  return [...delays].map(([path, runs]) => [
    direction.name,
    path.name,
    medianOf(path).toFixed(1),
    runs.map((run) => median(run).toFixed(1)).join(' '),
    direction.from.kind === 'video' ? percentile(runs.flat(), 0.95).toFixed(1) : '',
    (medianOf(path) / floor).toFixed(2),
  ]);
}

// fluent-ffmpeg asks ffmpeg for its formats once; no run should pay for it.
await theoraConfigurationFor(SHAPE);
const directions = [
  await soundDirection('opus'),
  await soundDirection('speex'),
  await pictureDirection('vp8'),
  await pictureDirection('theora'),
];
const rows: string[][] = [];
for (const direction of directions) rows.push(...(await measureInTurn(direction)));
console.log(`\n\nDelay added from RTP in to RTP out, median of ${RUNS} runs in turn (${machine()})\n`);
console.log(table(['direction', 'path', 'ms', 'each run', '95 % of pictures', 'to bare ffmpeg'], rows));
if (!withRtpengine)
  console.log('\nrtpengine is not here; to measure it too: apt-get install --no-install-recommends rtpengine-daemon');
