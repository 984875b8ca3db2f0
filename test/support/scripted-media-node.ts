/** A media node without media, for tests of what the control plane does with its answers: it remembers and obeys, or refuses. */
import { randomUUID } from 'node:crypto';
import type { CommandInput, CommandName, CommandOutput, MediaNode, NodeResult } from '../../api/domain/node/ports.ts';
import type { LegInfo } from '../../media/contract/commands.ts';
import type { NodeProblemCode } from '../../media/contract/problems.ts';

type Answers = { [Name in CommandName]: (input: CommandInput<Name>) => CommandOutput<Name> };

export interface ScriptedNode extends MediaNode {
  /** Names of the commands, as they came. */
  readonly asked: CommandName[];
  /** The last input of a command. */
  last<Name extends CommandName>(name: Name): CommandInput<Name> | undefined;
  /** From now on; `undefined`: obey again. */
  refuse(name: CommandName, code: NodeProblemCode | undefined): void;
  /** Down: refuses everything with `NODE_UNAVAILABLE`. */
  setDown(isDown: boolean): void;
  /** Called when a command has been obeyed, before it is answered. */
  onObeyed(name: CommandName, listener: () => Promise<void>): void;
}

export const someLeg = (part: Partial<LegInfo> = {}): LegInfo => ({
  legId: randomUUID(),
  side: 'webrtc',
  direction: 'in',
  ssrc: 4_000_000_001,
  payloadType: 100,
  codec: 'opus',
  clockRate: 48_000,
  ...part,
});

const dtlsParameters = { fingerprints: [{ algorithm: 'sha-256' as const, value: 'AA:BB' }] };
const iceParameters = { usernameFragment: 'u', password: 'p', iceLite: true };
const nothing = () => ({});

const answers: Answers = {
  openRoom: () => ({ routerRtpCapabilities: { codecs: [], headerExtensions: [] } }),
  closeRoom: nothing,
  joinRoom: nothing,
  leaveRoom: nothing,
  createTransport: () => ({ transportId: randomUUID(), iceParameters, iceCandidates: [], dtlsParameters }),
  connectTransport: nothing,
  restartIce: () => ({ iceParameters }),
  produce: () => ({ legs: [someLeg()] }),
  pauseStream: nothing,
  resumeStream: nothing,
  closeStream: nothing,
  consume: ({ participantId }) => ({
    consumerId: randomUUID(),
    kind: 'audio',
    rtpParameters: { codecs: [], encodings: [] },
    leg: someLeg({ direction: 'out', ssrc: 7, toParticipantId: participantId }),
  }),
  pauseConsumer: nothing,
  resumeConsumer: nothing,
  linkArena: nothing,
  unlinkArena: nothing,
};

export function createScriptedNode(): ScriptedNode {
  const asked: CommandName[] = [];
  const inputs: { [Name in CommandName]?: CommandInput<Name> } = {};
  const refusals = new Map<CommandName, NodeProblemCode>();
  const listeners = new Map<CommandName, () => Promise<void>>();
  let isDown = false;

  async function request<Name extends CommandName>(
    name: Name,
    input: CommandInput<Name>,
  ): Promise<NodeResult<CommandOutput<Name>>> {
    asked.push(name);
    Object.assign(inputs, { [name]: input });
    const code = isDown ? 'NODE_UNAVAILABLE' : refusals.get(name);
    if (code !== undefined) return { ok: false, problem: { code, message: `scripted ${code}` } };
    const answer: Answers[Name] = answers[name];
    const value = answer(input);
    await listeners.get(name)?.();
    return { ok: true, value };
  }

  return {
    asked,
    request,
    last: (name) => inputs[name],
    refuse(name, code) {
      if (code === undefined) refusals.delete(name);
      else refusals.set(name, code);
    },
    setDown(down) {
      isDown = down;
    },
    onObeyed: (name, listener) => void listeners.set(name, listener),
  };
}
