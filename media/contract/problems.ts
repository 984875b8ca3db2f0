/** Why a media node did not do what it was asked. All but `INTERNAL` are the asker's to mend. */
import { z } from 'zod';

export const nodeProblemCode = z.enum([
  /** The command itself is malformed. */
  'BAD_COMMAND',
  'ROOM_NOT_FOUND',
  'PARTICIPANT_NOT_FOUND',
  'TRANSPORT_NOT_FOUND',
  'TRANSPORT_ALREADY_CONNECTED',
  'TRANSPORT_WRONG_DIRECTION',
  'STREAM_NOT_FOUND',
  'CONSUMER_NOT_FOUND',
  /** RTP parameters that contradict themselves or the router. */
  'RTP_PARAMETERS_INVALID',
  /** No codec that the room's policy allows is in what the client offered or can receive. */
  'CODEC_NOT_SUPPORTED',
  /** The node is down, starting or out of reach. */
  'NODE_UNAVAILABLE',
  'INTERNAL',
]);
export type NodeProblemCode = z.infer<typeof nodeProblemCode>;

export const nodeProblem = z.object({ code: nodeProblemCode, message: z.string() });
export type NodeProblem = z.infer<typeof nodeProblem>;

export type NodeResult<T> = { ok: true; value: T } | { ok: false; problem: NodeProblem };

/** A refusal that the asker can mend: thrown inside a node, answered as its `NodeProblem` at the node's edge. */
export class NodeRefusal extends Error {
  readonly problem: NodeProblem;

  constructor(code: NodeProblemCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NodeRefusal';
    this.problem = { code, message };
  }
}
