/** The media node, as the control plane's use-cases see it. */
import type { CommandInput, CommandName, CommandOutput } from '../../../media/contract/commands.ts';
import type { NodeResult } from '../../../media/contract/problems.ts';

export type { CommandInput, CommandName, CommandOutput, NodeResult };

export interface MediaNode {
  /** Never rejects: a node that is out of reach or too slow answers with the problem `NODE_UNAVAILABLE`. */
  request<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<NodeResult<CommandOutput<Name>>>;
}
