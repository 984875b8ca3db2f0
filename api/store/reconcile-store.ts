import type pg from 'pg';
import type { ReconcileStore } from '../domain/arena/ports.ts';
import type { WantedLink } from '../domain/arena/reconcile.ts';
import { arenaLinkIds, roomIds } from '../domain/base/ids.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { toCodecPolicy } from './rows.ts';

export function createReconcileStore(pool: pg.Pool, prisma: PrismaClient): ReconcileStore {
  async function standing(): Promise<WantedLink[]> {
    const rows = await prisma.arenaLink.findMany({
      where: { endedAt: null },
      include: { room: { include: { codecPolicy: true } } },
      orderBy: { createdAt: 'asc' },
    });
    return rows.map((row) => ({
      linkId: arenaLinkIds.of(row.id),
      roomId: roomIds.of(row.roomId),
      roomName: row.room.name,
      host: row.host,
      rtpPort: row.rtpPort,
      arena: row.arena,
      token: row.token ?? undefined,
      rules: toCodecPolicy(row.room.codecPolicy).rules,
    }));
  }

  return {
    async wanted() {
      const [links, ended, closed] = await Promise.all([
        standing(),
        pool.query<{ id: string; roomId: string }>(
          'SELECT id, room_id AS "roomId" FROM arena_link WHERE ended_at IS NOT NULL AND released_at IS NULL',
        ),
        pool.query<{ id: string }>(`SELECT id FROM room WHERE state = 'CLOSED' AND released_at IS NULL`),
      ]);
      return {
        links,
        linksToRelease: ended.rows.map((row) => ({ linkId: arenaLinkIds.of(row.id), roomId: roomIds.of(row.roomId) })),
        roomsToRelease: closed.rows.map((row) => roomIds.of(row.id)),
      };
    },
    async linkReleased(id, at) {
      await pool.query('UPDATE arena_link SET released_at = $2 WHERE id = $1 AND ended_at IS NOT NULL', [id, at]);
    },
    async roomReleased(id, at) {
      await pool.query(`UPDATE room SET released_at = $2 WHERE id = $1 AND state = 'CLOSED'`, [id, at]);
    },
  };
}
