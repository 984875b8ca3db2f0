import type pg from 'pg';
import type { ArenaLinkWriter } from '../domain/arena/ports.ts';
import { ARENA_LINK_COLUMNS, type ArenaLinkRow, toArenaLink } from './rows.ts';

export function arenaLinkWriter(client: pg.ClientBase): ArenaLinkWriter {
  return {
    async insert(link, token) {
      const { rowCount } = await client.query(
        `INSERT INTO arena_link (id, room_id, host, rtp_port, arena, token, state, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (room_id) WHERE ended_at IS NULL DO NOTHING`,
        [link.id, link.roomId, link.host, link.rtpPort, link.arena, token, link.state, link.createdAt],
      );
      return rowCount === 1;
    },
    async byId(id) {
      const { rows } = await client.query<ArenaLinkRow>(`SELECT ${ARENA_LINK_COLUMNS} FROM arena_link WHERE id = $1`, [
        id,
      ]);
      return rows.map(toArenaLink)[0];
    },
    async ofRoom(roomId) {
      const { rows } = await client.query<ArenaLinkRow>(
        `SELECT ${ARENA_LINK_COLUMNS} FROM arena_link WHERE room_id = $1 AND ended_at IS NULL`,
        [roomId],
      );
      return rows.map(toArenaLink)[0];
    },
    async update(link) {
      await client.query(
        `UPDATE arena_link SET state = $2, problem_code = $3, problem_message = $4, next_attempt_at = $5, ended_at = $6
          WHERE id = $1`,
        [
          link.id,
          link.state,
          link.problem?.code ?? null,
          link.problem?.message ?? null,
          link.nextAttemptAt,
          link.endedAt,
        ],
      );
    },
  };
}
