import type pg from 'pg';
import type { RoomWriter } from '../domain/room/ports.ts';
import { ROOM_COLUMNS, type RoomRow, toRoom } from './rows.ts';

export function roomWriter(client: pg.ClientBase): RoomWriter {
  return {
    async insert(room) {
      const { rowCount } = await client.query(
        `INSERT INTO room (id, slug, name, state, version, codec_policy_id, created_at, closed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (slug) DO NOTHING`,
        [room.id, room.slug, room.name, room.state, room.version, room.codecPolicyId, room.createdAt, room.closedAt],
      );
      return rowCount === 1;
    },
    async byId(id) {
      const { rows } = await client.query<RoomRow>(`SELECT ${ROOM_COLUMNS} FROM room WHERE id = $1`, [id]);
      return rows.map(toRoom)[0];
    },
    async close(room) {
      await client.query('UPDATE room SET state = $2, version = $3, closed_at = $4 WHERE id = $1', [
        room.id,
        room.state,
        room.version,
        room.closedAt,
      ]);
    },
  };
}
