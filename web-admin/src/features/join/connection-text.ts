import type { types } from 'mediasoup-client';
import type { ConnectionState } from '../connection/connection-state.ts';

/** What to say of the two connections, socket and media; null where all is well. Pure. */
export function connectionText(socket: ConnectionState, media: types.ConnectionState): string | null {
  if (socket === 'lost') return 'Reconnecting…';
  if (media === 'failed' || media === 'disconnected') return 'Mending sound and picture…';
  if (socket === 'connecting' || media === 'connecting') return 'Connecting…';
  return null;
}
