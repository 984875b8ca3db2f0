/**
 * How long a person waits from the click on Join to the first picture of somebody else, browser to browser: in turn with a
 * minimal mediasoup server on the same worker program. Cameras are open and pages loaded before the click.
 *
 *     npm run bench -- join [runs] [--timeline]
 *
 * `--timeline` also prints what the joining page did in its median run of each.
 */
import { launchChromium } from '../support/chromium.ts';
import { startBryggenPlace } from './join/bryggen-place.ts';
import { type Join, type MeetingPlace, measureJoin } from './join/measure-join.ts';
import { startMinimalPlaces } from './join/minimal-place.ts';
import { machine } from './support/machine.ts';
import { median } from './support/statistics.ts';
import { table } from './support/table.ts';

const TARGET_RATIO = 1.3;
const FEWEST_RUNS = 5;

const { runs, timeline } = readArguments(process.argv.slice(2));

await using minimal = await startMinimalPlaces();
const floor = minimal.atOnce;
await using ours = await startBryggenPlace();
await using a = await launchChromium();
await using b = await launchChromium();

console.log(`Join to the first decoded remote frame, ${runs} runs each, in turn\n${machine()}\n`);
const places = [floor, minimal.receiveFirst, ours];
const measured = new Map<MeetingPlace, Join[]>(places.map((place) => [place, []]));
for (let run = 0; run <= runs; run += 1) {
  // Whatever the machine does meanwhile should hit all alike: each begins in its turn.
  for (const place of places.map((_, index) => places[(index + run) % places.length] ?? floor)) {
    const join = await measureJoin(place, { a, b });
    // The first round warms the caches of browsers and servers up.
    if (run > 0) measured.get(place)?.push(join);
    process.stderr.write(`${run === 0 ? 'warm-up' : `run ${run}`}  ${place.name}: ${join.ms.toFixed(0)} ms\n`);
  }
}

const timesOf = (place: MeetingPlace) => (measured.get(place) ?? []).map(({ ms }) => ms);
const ratio = median(timesOf(ours)) / median(timesOf(floor));
console.log(
  `\n${table(
    ['server', 'ms', 'each run', 'to the floor'],
    places.map((place) => {
      const times = timesOf(place);
      const each = times.map((ms) => ms.toFixed(0)).join(' ');
      return [place.name, median(times).toFixed(0), each, (median(times) / median(timesOf(floor))).toFixed(2)];
    }),
  )}`,
);
console.log(`\n${ratio <= TARGET_RATIO ? 'Within' : 'NOT within'} the target of ${TARGET_RATIO} times the floor.`);
if (timeline) for (const place of places) printTimeline(place);

function printTimeline(place: MeetingPlace): void {
  const joins = (measured.get(place) ?? []).toSorted((x, y) => x.ms - y.ms);
  console.log(`\n${place.name}`);
  for (const { ms, what } of joins[Math.floor(joins.length / 2)]?.marks ?? []) {
    console.log(`${ms.toFixed(1).padStart(7)} ms  ${what}`);
  }
}

function readArguments(args: readonly string[]): { runs: number; timeline: boolean } {
  const [first = '7'] = args.filter((argument) => argument !== '--timeline');
  const runs = Number(first);
  if (!Number.isInteger(runs) || runs < FEWEST_RUNS) throw new Error(`at least ${FEWEST_RUNS} runs, not ${first}`);
  return { runs, timeline: args.includes('--timeline') };
}
