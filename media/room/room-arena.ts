/** A room's one place for its arena: links, links anew, and tells the session of those who were there before it. */
import type { CommandInput } from '../contract/commands.ts';
import type { NodeEvent } from '../contract/events.ts';
import { type ArenaConnection, connectArena } from './arena-connection.ts';
import type { ArenaSideDeps } from './arena-ports.ts';
import { type BridgingSession, type BrowserPerson, type BrowserStream, startArenaSession } from './arena-session.ts';
import type { InboundStream } from './inbound-stream.ts';

export interface RoomArenaDeps extends ArenaSideDeps {
  roomId: string;
  emit(event: NodeEvent): void;
}

/** Who and what is in the room when a session begins. */
export interface RoomView {
  people(): Iterable<BrowserPerson>;
  streams(): Iterable<BrowserStream>;
}

export interface RoomArena
  extends Pick<BridgingSession, 'personJoined' | 'personLeft' | 'streamStarted' | 'streamEnded'> {
  /** Resolves once the tries have begun; an earlier link is ended first. The same link again changes nothing. */
  link(input: CommandInput<'linkArena'>): Promise<void>;
  unlink(linkId: string): Promise<void>;
  inbound(streamId: string): InboundStream | undefined;
  close(): Promise<void>;
}

/** The name that the gateway's one session goes by in the arena; each person has a CNAME of their own (section 4). */
const GATEWAY_CNAME_PREFIX = 'bryggen-';

export function createRoomArena(deps: RoomArenaDeps, view: RoomView): RoomArena {
  const { roomId, emit, log } = deps;
  let current: { linkId: string; connection: ArenaConnection } | undefined;
  let session: BridgingSession | undefined;

  function connect({ linkId, arena, host, rtpPort, name, token }: CommandInput<'linkArena'>): ArenaConnection {
    return connectArena({
      log,
      createLink: (onEvent) =>
        deps.createArenaLink({
          mcu: { host, rtpPort, rtcpPort: rtpPort + 1 },
          arena,
          cname: `${GATEWAY_CNAME_PREFIX}${linkId}`,
          name,
          ...(token === undefined ? {} : { token }),
          capabilities: {
            audio: [deps.policy.arenaAudio.codec],
            video: [deps.policy.arenaVideo.codec],
            tiles: false,
          },
          onEvent,
          log,
        }),
      startSession(link, joined) {
        const started = startArenaSession(deps, { roomId, linkId, link, joined, emit });
        session = started;
        for (const person of view.people()) started.personJoined(person);
        for (const stream of view.streams()) started.streamStarted(stream);
        return {
          handle: started.handle,
          async close() {
            session = undefined;
            await started.close();
          },
        };
      },
      onState: (state) => emit({ kind: 'arenaLinkChanged', roomId, linkId, ...state }),
    });
  }

  async function end(): Promise<void> {
    const ending = current;
    current = undefined;
    await ending?.connection.close();
  }

  return {
    async link(input) {
      if (current?.linkId === input.linkId) return;
      // More than once where another link was asked for in the meantime.
      while (current !== undefined) await end();
      current = { linkId: input.linkId, connection: connect(input) };
    },
    async unlink(linkId) {
      if (current?.linkId === linkId) await end();
    },
    inbound: (streamId) => session?.inbound(streamId),
    personJoined: (person) => session?.personJoined(person),
    personLeft: (person) => session?.personLeft(person),
    streamStarted: (stream) => session?.streamStarted(stream),
    streamEnded: (streamId) => session?.streamEnded(streamId),
    close: end,
  };
}
