import type pg from 'pg';
import type { ParticipantWriter, WhichParticipants } from '../domain/participant/ports.ts';
import { PARTICIPANT_COLUMNS, type ParticipantRow, toParticipant } from './rows.ts';

/** A condition on `$1`, and what `$1` is. */
function condition(who: WhichParticipants): [sql: string, id: string] {
  switch (who.kind) {
    case 'one':
      return ['id = $1', who.id];
    case 'ofLink':
      return ['arena_link_id = $1', who.linkId];
    case 'ofRoom':
      return ['room_id = $1', who.roomId];
  }
}

export function participantWriter(client: pg.ClientBase): ParticipantWriter {
  return {
    async insert(who) {
      const { rowCount } = await client.query(
        `INSERT INTO participant (id, room_id, origin, state, display_name, cname, arena_link_id, joined_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING`,
        [who.id, who.roomId, who.origin, who.state, who.displayName, who.cname, who.arenaLinkId, who.joinedAt],
      );
      return rowCount === 1;
    },
    async byId(id) {
      const { rows } = await client.query<ParticipantRow>(
        `SELECT ${PARTICIPANT_COLUMNS} FROM participant WHERE id = $1`,
        [id],
      );
      return rows.map(toParticipant)[0];
    },
    async leave(who, reason, at) {
      const [where, id] = condition(who);
      const { rows } = await client.query<ParticipantRow>(
        `WITH gone AS (
           UPDATE participant SET state = 'LEFT', leave_reason = $2, left_at = $3
            WHERE ${where} AND state = 'JOINED' RETURNING *)
         SELECT ${PARTICIPANT_COLUMNS} FROM gone ORDER BY joined_at, id`,
        [id, reason, at],
      );
      return rows.map(toParticipant);
    },
  };
}
