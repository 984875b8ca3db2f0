import type { RoomId } from '../base/ids.ts';
import type { Transaction } from '../base/transactions.ts';

/** The node has lost a room's link, which still stands: it is about to be made again. */
export async function restartLink(tx: Transaction, roomId: RoomId): Promise<void> {
  const link = await tx.arenaLinks.ofRoom(roomId);
  if (link !== undefined) await tx.arenaLinks.update({ ...link, state: 'CONNECTING', nextAttemptAt: null });
}
