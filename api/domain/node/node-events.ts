import type { NodeEvent } from '../../../media/contract/events.ts';

/** The control plane's ear at its media node. */
export interface NodeEar {
  /** Before the node is started: ends all that an earlier process left behind as active. */
  recover(): Promise<void>;
  nodeCameUp(): Promise<void>;
  /** All that the node carried is gone: its participants leave, its streams end. */
  nodeWentDown(): Promise<void>;
  /** Call it in the order in which the node tells; each room's are applied in that order. */
  applyNodeEvent(event: NodeEvent): Promise<void>;
}
