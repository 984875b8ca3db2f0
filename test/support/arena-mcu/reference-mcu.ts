/**
 * A Virtual Arena MCU of the arena profile, for tests and for the demo: real Speex and Theora by GStreamer, so that it judges
 * the gateway's ffmpeg by other codecs' implementations. README.md here tells what it does and what it leaves out.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { ArenaErrorCode } from '../../../media/arena/messages.ts';
import type { Log } from '../../../media/contract/log.ts';
import { type Arena, createArena, type McuParticipant, type ParticipantOptions } from './arena.ts';
import { createFrontDesk, type FrontDesk } from './front-desk.ts';
import type { PictureSize } from './gst-pipelines.ts';
import type { ReceivedStream } from './incoming-stream.ts';
import type { Panel } from './scene.ts';
import type { SessionStatus } from './session.ts';
import { createSsrcs } from './ssrcs.ts';
import { createTheoraConfigurations } from './theora-configuration.ts';
import { bindUdpPair } from './udp-pair.ts';

export interface ReferenceMcuOptions {
  /** Address to bind and to be reached at; 127.0.0.1 by default. */
  readonly host?: string;
  /** Even; RTCP is the port above it. 0, the default, picks a free pair. */
  readonly rtpPort?: number;
  readonly arenas: readonly string[];
  /** A JOIN has to bring it. */
  readonly token?: string;
  /** Shows the pictures of the gateways' streams as panels of the scene. */
  readonly composeGateway?: boolean;
  /** Silence in signalling before the MCU sends PING; 5000 by default. */
  readonly pingAfterMs?: number;
  readonly log: Log;
}

export interface ReferenceMcu extends AsyncDisposable {
  readonly host: string;
  readonly rtpPort: number;
  readonly rtcpPort: number;
  /** 0: it shares no applications. */
  readonly tilePort: number;
  /** Rejects for an arena that the MCU was not created with. */
  addParticipant(arena: string, participant: ParticipantOptions): Promise<McuParticipant>;
  /** Sends the scene in another size from now on: other Theora headers under the same SSRC, told by STREAM. */
  resizeScene(arena: string, size: PictureSize): Promise<void>;
  /** The gateways that have joined. */
  sessions(): SessionStatus[];
  /** What has arrived of a gateway's stream; `undefined` where no gateway has announced that SSRC, or ended it. */
  received(ssrc: number): ReceivedStream | undefined;
  /** Everything dropped, counted by reason. */
  dropped(): Readonly<Record<string, number>>;
  /** From now on answers and sends nothing, and reads nothing; false ends that. */
  setSilent(silent: boolean): void;
  /** From now on refuses every JOIN with this code; `undefined` ends that. */
  refuseJoins(code: ArenaErrorCode | undefined): void;
  /** Resolves to the first value of `look` that is neither undefined nor false; rejects, telling `what`, after `timeoutMs` (10 s). */
  until<T>(look: () => T | undefined | false, options: { what: string; timeoutMs?: number }): Promise<T>;
  /** Ends every session, process and socket. Idempotent. */
  close(): Promise<void>;
}

const elapseIntervalMs = 100;
const pollMs = 40;

/** Rejects where GStreamer is missing or no pair of ports is free. */
export async function createReferenceMcu(options: ReferenceMcuOptions): Promise<ReferenceMcu> {
  const { host = '127.0.0.1', rtpPort = 0, log } = options;
  const ssrcs = createSsrcs();
  const configurations = createTheoraConfigurations(log);
  const arenas = new Map<string, Arena>();
  for (const name of options.arenas) {
    const guestPanels = () => (options.composeGateway === true ? panelsOf(desk, name) : []);
    arenas.set(name, await createArena({ name, takeSsrc: ssrcs.take, configurations, guestPanels, log }));
  }
  const sockets = await bindUdpPair(host, rtpPort);
  const desk: FrontDesk = createFrontDesk({ ...options, arenas, ssrcs, sockets });
  const timer = setInterval(() => desk.elapse(), elapseIntervalMs);
  let closing: Promise<void> | undefined;

  function arenaOf(name: string): Arena {
    const arena = arenas.get(name);
    if (arena === undefined) throw new Error(`the MCU has no arena "${name}"`);
    return arena;
  }

  async function until<T>(
    look: () => T | undefined | false,
    { what, timeoutMs = 10_000 }: { what: string; timeoutMs?: number },
  ): Promise<T> {
    const endMs = performance.now() + timeoutMs;
    for (;;) {
      const value = look();
      if (value !== undefined && value !== false) return value;
      if (performance.now() >= endMs) {
        const state = JSON.stringify({ sessions: desk.sessions(), dropped: desk.dropped() });
        throw new Error(`not within ${timeoutMs} ms: ${what}; ${state.slice(0, 4000)}`);
      }
      await delay(pollMs);
    }
  }

  async function end(): Promise<void> {
    clearInterval(timer);
    await desk.close();
    await Promise.all([...arenas.values()].map((arena) => arena.close()));
    await sockets.close();
  }

  async function close(): Promise<void> {
    closing ??= end();
    await closing;
  }

  return {
    host,
    rtpPort: sockets.rtpPort,
    rtcpPort: sockets.rtcpPort,
    tilePort: 0,
    addParticipant: async (arena, participant) => arenaOf(arena).addParticipant(participant),
    resizeScene: async (arena, size) => arenaOf(arena).resizeScene(size),
    sessions: desk.sessions,
    received: (ssrc) => desk.incoming(ssrc)?.observe(),
    dropped: desk.dropped,
    setSilent: desk.setSilent,
    refuseJoins: desk.refuseJoins,
    until,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The cameras of an arena's gateways, each under its participant's name. */
function panelsOf(desk: FrontDesk, arena: string): Panel[] {
  return desk.sessions().flatMap((session) => {
    if (session.arena !== arena) return [];
    return session.streams.flatMap(({ ssrc, cname }) => {
      const picture = desk.incoming(ssrc)?.livePicture();
      const name = session.participants.find((participant) => participant.cname === cname)?.name ?? session.name;
      return picture === undefined ? [] : [{ name, picture: { kind: 'live' as const, ...picture } }];
    });
  });
}
