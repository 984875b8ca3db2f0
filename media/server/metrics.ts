/** What a media node tells Prometheus. Gauges are read when they are asked for: nothing is counted per packet here. */
import { Gauge, Registry } from 'prom-client';
import type { Room } from '../room/room.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Sfu } from '../sfu/workers.ts';
import type { Census } from './census.ts';

export interface MetricsDeps {
  rooms: Pick<Rooms, 'all'>;
  sfu: Pick<Sfu, 'liveWorkers'>;
  census: Census;
}

export function createMetrics({ rooms, sfu, census }: MetricsDeps): Registry {
  const registry = new Registry();
  const inRooms = (count: (counts: ReturnType<Room['counts']>) => number) => (): number => {
    let total = 0;
    for (const room of rooms.all()) total += count(room.counts());
    return total;
  };

  function gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name: `bryggen_media_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  }

  gauge('workers', 'mediasoup workers alive.', sfu.liveWorkers);
  gauge('rooms', 'Rooms on this node.', () => [...rooms.all()].length);
  gauge(
    'participants',
    'Browser participants on this node.',
    inRooms((counts) => counts.participants),
  );
  gauge(
    'streams',
    'Streams that browsers send.',
    inRooms((counts) => counts.streams),
  );
  gauge(
    'consumers',
    'Streams that browsers receive.',
    inRooms((counts) => counts.consumers),
  );
  gauge('transcoders', 'Transcoder processes wanted: one a stream and direction.', () => census.transcoders.size);
  gauge('transcoder_restarts', 'Restarts of the transcoders that live now.', () =>
    sum(census.transcoders, (transcoder) => transcoder.stats().restarts),
  );
  gauge('transcoder_lag_max_seconds', 'Media that the slowest transcoder is behind.', () => {
    const lags = [...census.transcoders].map((transcoder) => transcoder.stats().lagMs ?? 0);
    return Math.max(0, ...lags) / 1000;
  });
  gauge('arena_links', 'Arena sessions, joined or being joined.', () => census.arenaLinks.size);
  gauge('resident_memory_bytes', 'Memory of the node process, without its workers and transcoders.', () =>
    process.memoryUsage.rss(),
  );
  arenaDrops(registry, census);
  return registry;
}

function arenaDrops(registry: Registry, census: Census): void {
  new Gauge({
    name: 'bryggen_media_arena_dropped_packets',
    help: 'Packets that the present arena sessions did not pass on, by reason.',
    labelNames: ['reason'],
    registers: [registry],
    collect() {
      this.reset();
      for (const link of census.arenaLinks) {
        for (const [reason, count] of Object.entries(link.stats().dropped)) this.inc({ reason }, count);
      }
    },
  });
}

function sum<T>(items: Iterable<T>, value: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += value(item);
  return total;
}
