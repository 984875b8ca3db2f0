import type { MediaNodeId } from '../base/ids.ts';
import type { MediaNodeStatus } from './media-node.ts';

/** What is known of media nodes. There is one now, of the name that the store was opened with. */
export interface MediaNodeStore {
  list(): Promise<MediaNodeStatus[]>;
  byIds(ids: readonly MediaNodeId[]): Promise<MediaNodeStatus[]>;
  cameUp(at: Date): Promise<void>;
  /** With the node all that it was still to let go of is gone, too: closed rooms and ended links. */
  wentDown(at: Date): Promise<void>;
}
