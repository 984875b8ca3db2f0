/** mediasoup's worker processes: one a core, each with one WebRtcServer, replaced when one dies. */
import { createWorker, type types } from 'mediasoup';
import type { Log } from '../contract/log.ts';
import type { CodecPolicy } from '../contract/policy.ts';
import { NodeRefusal } from '../contract/problems.ts';
import { createSfuRouter, type SfuRouter } from './router.ts';
import { routerCodecs } from './rtp-parameters.ts';

export interface SfuOptions {
  /** The mediasoup-worker program; undefined for the one in mediasoup's package. */
  workerBin: string | undefined;
  workerCount: number;
  /** Where browsers' ICE is listened for. */
  listenIp: string;
  /** What browsers are told instead of `listenIp`, behind NAT or where that is 0.0.0.0. */
  announcedAddress: string | undefined;
  /** UDP and TCP ports for browsers, one of each a worker; undefined leaves the choice to mediasoup. */
  portRange: { min: number; max: number } | undefined;
  log: Log;
}

export interface Sfu {
  /** A router on the least busy worker. `onLost` is called once if that worker dies; the router is closed by then. */
  createRouter(policy: CodecPolicy, onLost: (reason: string) => void): Promise<SfuRouter>;
  /** How many workers live. */
  liveWorkers(): number;
  close(): void;
}

interface Seat {
  worker: types.Worker;
  server: types.WebRtcServer;
}

/** After a worker's death, before its successor is started. */
const RESPAWN_AFTER_MS = 200;

export async function createSfu(options: SfuOptions): Promise<Sfu> {
  const seats = new Set<Seat>();
  const routersOf = new Map<Seat, number>();
  const respawns = new Set<NodeJS.Timeout>();
  let closed = false;

  async function seatWorker(): Promise<void> {
    const worker = await createWorker({
      ...(options.workerBin === undefined ? {} : { workerBin: options.workerBin }),
      logLevel: 'warn',
    });
    const server = await worker.createWebRtcServer({ listenInfos: listenInfos(options) }).catch((error: unknown) => {
      // As when every port of the range is taken: each try would leave a process behind.
      worker.close();
      throw error;
    });
    const seat = { worker, server };
    if (closed) {
      worker.close();
      return;
    }
    seats.add(seat);
    worker.on('died', (error) => {
      seats.delete(seat);
      routersOf.delete(seat);
      options.log.error({ err: error, pid: worker.pid }, 'mediasoup worker died');
      respawn();
    });
  }

  function respawn(): void {
    if (closed) return;
    const timer = setTimeout(() => {
      respawns.delete(timer);
      seatWorker().catch((error: unknown) => {
        options.log.error({ err: error }, 'mediasoup worker does not start');
        respawn();
      });
    }, RESPAWN_AFTER_MS);
    respawns.add(timer);
  }

  await Promise.all(Array.from({ length: options.workerCount }, seatWorker));

  return {
    async createRouter(policy, onLost) {
      const seat = leastBusy(seats, routersOf);
      const router = await seat.worker.createRouter({ mediaCodecs: routerCodecs(policy) });
      routersOf.set(seat, (routersOf.get(seat) ?? 0) + 1);
      router.observer.on('close', () => routersOf.set(seat, (routersOf.get(seat) ?? 1) - 1));
      router.on('workerclose', () => {
        if (!closed) onLost('the mediasoup worker died');
      });
      return createSfuRouter({ router, webRtcServer: seat.server, log: options.log });
    },

    liveWorkers: () => seats.size,

    close() {
      closed = true;
      for (const timer of respawns) clearTimeout(timer);
      for (const { worker } of seats) worker.close();
      seats.clear();
    },
  };
}

function leastBusy(seats: Set<Seat>, routersOf: Map<Seat, number>): Seat {
  let best: Seat | undefined;
  for (const seat of seats) {
    if (best === undefined || (routersOf.get(seat) ?? 0) < (routersOf.get(best) ?? 0)) best = seat;
  }
  if (best === undefined) throw new NodeRefusal('NODE_UNAVAILABLE', 'no mediasoup worker is alive at the moment');
  return best;
}

function listenInfos({ listenIp, announcedAddress, portRange }: SfuOptions): types.TransportListenInfo[] {
  const address = {
    ip: listenIp,
    ...(announcedAddress === undefined ? {} : { announcedAddress }),
    ...(portRange === undefined ? {} : { portRange }),
  };
  // UDP first: candidates get their priority in this order.
  return [
    { protocol: 'udp', ...address },
    { protocol: 'tcp', ...address },
  ];
}
