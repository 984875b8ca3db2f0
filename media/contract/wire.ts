/** The envelopes in which commands, answers and events travel between a control plane and a media node. */
import { z } from 'zod';
import { nodeEvent } from './events.ts';
import { nodeProblem } from './problems.ts';

/** Control plane to node. */
export const request = z.object({
  kind: z.literal('request'),
  requestId: z.int(),
  command: z.string(),
  input: z.unknown(),
});
export type Request = z.infer<typeof request>;

/** Node to control plane. */
export const nodeMessage = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ready'),
    /** The node's own HTTP endpoint for health and metrics. */
    httpPort: z.int(),
  }),
  z.object({ kind: z.literal('answer'), requestId: z.int(), output: z.unknown() }),
  z.object({ kind: z.literal('refusal'), requestId: z.int(), problem: nodeProblem }),
  z.object({ kind: z.literal('event'), event: nodeEvent }),
]);
export type NodeMessage = z.infer<typeof nodeMessage>;
