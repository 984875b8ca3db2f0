/** Runs the steps of reconcile.ts, one pass at a time: when woken, and every 30 s in case something was missed. */
import type { ArenaLinkId } from '../base/ids.ts';
import type { Clock, Log } from '../base/ports.ts';
import type { MediaNode, NodeResult } from '../node/ports.ts';
import type { ReconcileStore } from './ports.ts';
import { reconcile, type Step, type WantedLink } from './reconcile.ts';

export interface Reconciler {
  /** There may be something to do. Returns at once. */
  wake(): void;
  /** The node has lost what it had: links are to be made again. */
  forget(): void;
  /** Settles after the pass that is running, if any, and those it was woken for meanwhile. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

interface Deps {
  store: ReconcileStore;
  node: MediaNode;
  clock: Clock;
  log: Log;
  everyMs?: number;
}

const EVERY_MS = 30_000;

export function createReconciler({ store, node, clock, log, everyMs = EVERY_MS }: Deps): Reconciler {
  let confirmed = new Set<ArenaLinkId>();
  let running: Promise<void> | undefined;
  let wanted = false;
  let closed = false;

  async function link(wish: WantedLink): Promise<NodeResult<unknown>> {
    const { roomId, linkId, host, rtpPort, arena, token } = wish;
    const opened = await node.request('openRoom', { roomId, policy: wish.rules });
    if (!opened.ok) return opened;
    const address = { host, rtpPort, arena, name: wish.roomName };
    return node.request('linkArena', { roomId, linkId, ...address, ...(token === undefined ? {} : { token }) });
  }

  async function run(step: Step, links: Set<ArenaLinkId>): Promise<NodeResult<unknown>> {
    switch (step.kind) {
      case 'link': {
        const result = await link(step.link);
        if (result.ok) links.add(step.link.linkId);
        return result;
      }
      case 'unlink': {
        const result = goneIsDone(await node.request('unlinkArena', { roomId: step.roomId, linkId: step.linkId }));
        if (!result.ok) return result;
        links.delete(step.linkId);
        await store.linkReleased(step.linkId, clock.now());
        return result;
      }
      case 'closeRoom': {
        const result = goneIsDone(await node.request('closeRoom', { roomId: step.roomId }));
        if (result.ok) await store.roomReleased(step.roomId, clock.now());
        return result;
      }
    }
  }

  async function pass(): Promise<void> {
    // `forget` puts another set in its place, so that what is confirmed here after it is forgotten, too.
    const links = confirmed;
    for (const step of reconcile(await store.wanted(), links)) {
      if (closed) return;
      const result = await run(step, links);
      if (result.ok) continue;
      if (result.problem.code === 'NODE_UNAVAILABLE') return;
      log.error({ step: step.kind, problem: result.problem }, 'the media node did not do what is wanted of it');
    }
  }

  async function passes(): Promise<void> {
    while (wanted && !closed) {
      wanted = false;
      await pass().catch((error: unknown) => log.error({ err: error }, 'reconciling failed'));
    }
    running = undefined;
  }

  function wake(): void {
    wanted = true;
    if (!closed) running ??= passes();
  }

  const timer = setInterval(wake, everyMs);
  timer.unref();
  return {
    wake,
    forget() {
      confirmed = new Set();
    },
    async idle() {
      await running;
    },
    async close() {
      closed = true;
      clearInterval(timer);
      await running;
    },
  };
}

/** What the node does not know it has let go of. */
function goneIsDone(result: NodeResult<unknown>): NodeResult<unknown> {
  if (!result.ok && result.problem.code === 'ROOM_NOT_FOUND') return { ok: true, value: undefined };
  return result;
}
