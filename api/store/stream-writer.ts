import type pg from 'pg';
import type { StreamWriter, WhichLegs, WhichStreams } from '../domain/stream/ports.ts';
import { STREAM_COLUMNS, type StreamRow, toStream } from './rows.ts';

/** A condition on `$1`, and what `$1` is. */
function whichStreams(which: WhichStreams): [sql: string, id: string] {
  switch (which.kind) {
    case 'one':
      return ['id = $1', which.id];
    case 'ofParticipant':
      return ['participant_id = $1', which.participantId];
    case 'ofLink':
      return ['arena_link_id = $1', which.linkId];
    case 'ofRoom':
      return ['room_id = $1', which.roomId];
  }
}

function whichLegs(which: WhichLegs): [sql: string, id: string] {
  const inRoom = 'stream_id IN (SELECT id FROM stream WHERE room_id = $1)';
  switch (which.kind) {
    case 'one':
      return ['id = $1', which.id];
    case 'toParticipant':
      return ['to_participant_id = $1', which.participantId];
    case 'ofArenaSide':
      return [`side = 'ARENA' AND ${inRoom}`, which.roomId];
    case 'ofRoom':
      return [inRoom, which.roomId];
  }
}

const PUT_LEG = `
  INSERT INTO stream_leg (id, stream_id, side, direction, ssrc, payload_type, codec, clock_rate, to_participant_id,
                          started_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  ON CONFLICT (id) DO NOTHING`;

export function streamWriter(client: pg.ClientBase): StreamWriter {
  return {
    async insert(stream) {
      const { rowCount } = await client.query(
        `INSERT INTO stream (id, room_id, participant_id, arena_link_id, kind, source, state, started_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING`,
        [
          stream.id,
          stream.roomId,
          stream.participantId,
          stream.arenaLinkId,
          stream.kind,
          stream.source,
          stream.state,
          stream.startedAt,
        ],
      );
      return rowCount === 1;
    },
    async byId(id) {
      const { rows } = await client.query<StreamRow>(`SELECT ${STREAM_COLUMNS} FROM stream WHERE id = $1`, [id]);
      return rows.map(toStream)[0];
    },
    async setState(id, state) {
      await client.query('UPDATE stream SET state = $2 WHERE id = $1', [id, state]);
    },
    async end(which, at) {
      const [where, id] = whichStreams(which);
      const { rows } = await client.query<StreamRow>(
        `WITH gone AS (
           UPDATE stream SET state = 'ENDED', ended_at = $2 WHERE ${where} AND state <> 'ENDED' RETURNING *),
         legs AS (
           UPDATE stream_leg SET ended_at = $2 WHERE ended_at IS NULL AND stream_id IN (SELECT id FROM gone))
         SELECT ${STREAM_COLUMNS} FROM gone ORDER BY started_at, id`,
        [id, at],
      );
      return rows.map(toStream);
    },
    async putLegs(legs) {
      for (const leg of legs) {
        await client.query(PUT_LEG, [
          leg.id,
          leg.streamId,
          leg.side,
          leg.direction,
          leg.ssrc,
          leg.payloadType,
          leg.codec,
          leg.clockRate,
          leg.toParticipantId,
          leg.startedAt,
        ]);
      }
    },
    async endLegs(which, at) {
      const [where, id] = whichLegs(which);
      await client.query(`UPDATE stream_leg SET ended_at = $2 WHERE ${where} AND ended_at IS NULL`, [id, at]);
    },
  };
}
