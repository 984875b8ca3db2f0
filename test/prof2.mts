import { startBryggenPlace } from './bench/join/bryggen-place.ts';
import { measureJoin } from './bench/join/measure-join.ts';
import { launchChromium } from './support/chromium.ts';

let url = '';
const f = globalThis.fetch;
(globalThis as any).fetch = (u: any, o: any) => {
  if (String(u).includes('/graphql')) url = String(u).replace('/graphql', '');
  return f(u, o);
};
await using ours = await startBryggenPlace();
await using a = await launchChromium();
await using b = await launchChromium();
const ts: number[] = [];
const all: any[] = [];
for (let i = 0; i < 10; i++) {
  const j = await measureJoin(ours, { a, b });
  if (i) {
    ts.push(j.ms);
    all.push(j);
  }
}
ts.sort((x, y) => x - y);
console.log('median', ts[4]!.toFixed(0), ts.map((t) => t.toFixed(0)).join(' '));
const m = await (await f(url + '/metrics')).text();
const rows: Record<string, any> = {};
for (const l of m.split('\n')) {
  const r = /duration_seconds_(sum|count)\{kind="(\w+)",field="(\w+)".*\} (.*)/.exec(l);
  if (r) (rows[r[3]!] ??= {})[r[1]!] = Number(r[4]);
}
for (const [k, v] of Object.entries(rows)) console.log(k, ((v.sum / v.count) * 1000).toFixed(1), 'ms avg of', v.count);
if (process.argv.includes('-t')) {
  const mid = all.toSorted((x, y) => x.ms - y.ms)[4];
  for (const k of mid.marks) console.log(k.ms.toFixed(0).padStart(5), k.what);
}
process.exit(0);
