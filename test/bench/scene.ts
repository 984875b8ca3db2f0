/**
 * How long the arena's scene takes to a browser that is in the room when the arena is linked: from the MCU's first packet of
 * it to the first frame on the page; in turn with a bare ffmpeg that is already running, which is what transcoding alone costs.
 *
 *     npm run bench -- scene [runs]
 */
import { randomUUID } from 'node:crypto';
import { loadavg } from 'node:os';
import { startBryggenProcess } from '../support/bryggen-process.ts';
import { launchChromium } from '../support/chromium.ts';
import { measureBryggen, type SceneWait } from './scene/bryggen-path.ts';
import { measureBareFfmpeg } from './scene/ffmpeg-path.ts';
import { startSceneMcu } from './scene/scene-mcu.ts';
import { machine } from './support/machine.ts';
import { median } from './support/statistics.ts';
import { table } from './support/table.ts';

const FEWEST_RUNS = 5;
const runs = readRuns(process.argv[2]);

await using mcu = await startSceneMcu();
const adminKey = randomUUID();
await using bryggen = await startBryggenProcess({ LOG_LEVEL: 'warn', BRYGGEN_ADMIN_KEY: adminKey });
await using browser = await launchChromium();
const api = { url: `http://${bryggen.api}`, adminKey };

console.log(`The arena's scene from its first packet to its first frame, ${runs} runs each, in turn\n${machine()}`);
console.log(`load ${load()} at the start`);
const floor: number[] = [];
const ours: SceneWait[] = [];
// The first round warms caches up.
for (let run = 0; run <= runs; run += 1) {
  const ffmpegMs = await measureBareFfmpeg(mcu);
  const wait = await measureBryggen({ api, mcu, browser });
  process.stderr.write(
    `${run === 0 ? 'warm-up' : `run ${run}`}  bare ffmpeg: ${ffmpegMs.toFixed(0)} ms, Bryggen: ${wait.fromPacketMs.toFixed(0)} ms\n`,
  );
  if (run === 0) continue;
  floor.push(ffmpegMs);
  ours.push(wait);
}
console.log(`load ${load()} at the end\n`);

const fromPacket = ours.map(({ fromPacketMs }) => fromPacketMs);
console.log(
  table(
    ['path', 'ms', 'each run', 'to bare ffmpeg', 'more than it, ms'],
    [row('Bryggen, to the browser', fromPacket), row('bare ffmpeg', floor)],
  ),
);
console.log(
  `\nFrom the request to link the arena to the first frame: ${median(ours.map(({ fromLinkMs }) => fromLinkMs)).toFixed(0)} ms.`,
);

function row(name: string, times: readonly number[]): string[] {
  const [middle, lowest] = [median(times), median(floor)];
  const each = times.map((ms) => ms.toFixed(0)).join(' ');
  return [name, middle.toFixed(0), each, (middle / lowest).toFixed(2), (middle - lowest).toFixed(0)];
}

function load(): string {
  return loadavg()[0]?.toFixed(1) ?? 'unknown';
}

function readRuns(given = '7'): number {
  const wanted = Number(given);
  if (!Number.isInteger(wanted) || wanted < FEWEST_RUNS) throw new Error(`at least ${FEWEST_RUNS} runs, not ${given}`);
  return wanted;
}
