/** Carries out the contract's commands on this node's rooms. */
import { type CommandInput, type CommandName, type CommandOutput, commands } from '../contract/commands.ts';
import type { Log } from '../contract/log.ts';
import { NodeRefusal, type NodeResult } from '../contract/problems.ts';
import type { Rooms } from '../room/rooms.ts';

type Handlers = { [Name in CommandName]: (input: CommandInput<Name>) => Promise<CommandOutput<Name>> };

export type Dispatch = (command: string, input: unknown) => Promise<NodeResult<unknown>>;

export function createDispatch({ rooms, log }: { rooms: Rooms; log: Log }): Dispatch {
  const handlers = handlersFor(rooms);

  return async (command, input) => {
    try {
      return { ok: true, value: await handle(handlers, command, input) };
    } catch (error) {
      if (error instanceof NodeRefusal) return { ok: false, problem: error.problem };
      log.error({ err: error, command }, 'a command failed');
      return { ok: false, problem: { code: 'INTERNAL', message: `the media node failed at ${command}` } };
    }
  };
}

function isCommandName(command: string): command is CommandName {
  return Object.hasOwn(commands, command);
}

async function handle(handlers: Handlers, command: string, input: unknown): Promise<unknown> {
  if (!isCommandName(command)) throw new NodeRefusal('BAD_COMMAND', 'there is no such command');
  return runTyped(handlers, command, input);
}

function runTyped<Name extends CommandName>(handlers: Handlers, name: Name, input: unknown): Promise<unknown> {
  const parsed = commands[name].input.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new NodeRefusal('BAD_COMMAND', `${name}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'malformed'}`);
  }
  return handlers[name](parsed.data as CommandInput<Name>);
}

function handlersFor(rooms: Rooms): Handlers {
  return {
    openRoom: async (input) => ({ routerRtpCapabilities: (await rooms.open(input)).rtpCapabilities }),
    closeRoom: async ({ roomId }) => {
      await rooms.closeRoom(roomId);
      return {};
    },
    joinRoom: async (input) => {
      rooms.get(input.roomId).joinRoom(input);
      return {};
    },
    leaveRoom: async ({ roomId, participantId }) => {
      rooms.find(roomId)?.leaveRoom(participantId);
      return {};
    },
    createTransport: (input) => rooms.get(input.roomId).createTransport(input),
    connectTransport: async (input) => {
      await rooms.get(input.roomId).connectTransport(input);
      return {};
    },
    restartIce: (input) => rooms.get(input.roomId).restartIce(input),
    produce: (input) => rooms.get(input.roomId).produce(input),
    pauseStream: async (input) => {
      await rooms.get(input.roomId).pauseStream(input);
      return {};
    },
    resumeStream: async (input) => {
      await rooms.get(input.roomId).resumeStream(input);
      return {};
    },
    closeStream: async (input) => {
      rooms.get(input.roomId).closeStream(input);
      return {};
    },
    consume: (input) => rooms.get(input.roomId).consume(input),
    pauseConsumer: async (input) => {
      await rooms.get(input.roomId).pauseConsumer(input);
      return {};
    },
    resumeConsumer: async (input) => {
      await rooms.get(input.roomId).resumeConsumer(input);
      return {};
    },
    linkArena: async (input) => {
      await rooms.get(input.roomId).linkArena(input);
      return {};
    },
    unlinkArena: async ({ roomId, linkId }) => {
      await rooms.find(roomId)?.unlinkArena(linkId);
      return {};
    },
  };
}
