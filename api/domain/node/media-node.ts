import type { MediaNodeId } from '../base/ids.ts';

export type MediaNodeState = 'UP' | 'DOWN';

/** A process that carries media, as it is known in the database. */
export interface MediaNodeStatus {
  id: MediaNodeId;
  name: string;
  state: MediaNodeState;
  /** Open rooms that it carries. */
  roomCount: number;
  /** When it last came up; null where it never has. */
  upSince: Date | null;
}
