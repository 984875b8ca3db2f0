/** Lists, and the SSRC ledger: what is read often and in numbers, by plain SQL. */
import type pg from 'pg';
import { roomIds } from '../domain/base/ids.ts';
import type { ListQuery } from '../domain/base/page.ts';
import type { ParticipantReader } from '../domain/participant/ports.ts';
import type { RoomReader } from '../domain/room/ports.ts';
import type { StreamReader } from '../domain/stream/ports.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import {
  LEG_COLUMNS,
  type LegRow,
  PARTICIPANT_COLUMNS,
  type ParticipantRow,
  ROOM_COLUMNS,
  type RoomRow,
  STREAM_COLUMNS,
  type StreamRow,
  toLeg,
  toParticipant,
  toRoom,
  toStream,
} from './rows.ts';

/** Conditions joined by AND, each with its parameters in place of `?`. */
function where(...conditions: ([sql: string, ...values: unknown[]] | false)[]): { sql: string; values: unknown[] } {
  const values: unknown[] = [];
  const parts = conditions
    .filter((condition) => condition !== false)
    .map(([sql, ...given]) => {
      let next = 0;
      return sql.replace(/\?/g, () => `$${values.push(given[next++])}`);
    });
  return { sql: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values };
}

function after(query: ListQuery, timeColumn: string, comparison: '<' | '>'): [string, unknown, unknown] | false {
  if (query.after === undefined) return false;
  return [`(${timeColumn}, id) ${comparison} (?::timestamptz, ?::uuid)`, query.after.at, query.after.id];
}

export function roomReader(pool: pg.Pool, prisma: PrismaClient): RoomReader {
  return {
    async list(query) {
      const { sql, values } = where(
        query.state !== undefined && ['state = ?', query.state],
        after(query, 'created_at', '<'),
      );
      const { rows } = await pool.query<RoomRow>(
        `SELECT ${ROOM_COLUMNS} FROM room ${sql} ORDER BY created_at DESC, id DESC LIMIT ${query.first + 1}`,
        values,
      );
      return rows.map(toRoom);
    },
    async bySlug(slug) {
      const row = await prisma.room.findUnique({ where: { slug } });
      return row === null ? undefined : toRoom(row);
    },
    async byIds(ids) {
      const { rows } = await pool.query<RoomRow>(`SELECT ${ROOM_COLUMNS} FROM room WHERE id = ANY($1)`, [ids]);
      return rows.map(toRoom);
    },
    async withAnythingActive() {
      const { rows } = await pool.query<{ id: string }>(
        `SELECT room_id AS id FROM participant WHERE state = 'JOINED'
         UNION SELECT room_id FROM stream WHERE state <> 'ENDED'
         UNION SELECT room_id FROM stream WHERE id IN (SELECT stream_id FROM stream_leg WHERE ended_at IS NULL)
         UNION SELECT room_id FROM arena_link WHERE ended_at IS NULL`,
      );
      return rows.map((row) => roomIds.of(row.id));
    },
  };
}

export function participantReader(pool: pg.Pool): ParticipantReader {
  return {
    async list(query) {
      const { sql, values } = where(
        ['room_id = ?', query.roomId],
        !query.includeLeft && ["state = 'JOINED'"],
        after(query, 'joined_at', '>'),
      );
      const { rows } = await pool.query<ParticipantRow>(
        `SELECT ${PARTICIPANT_COLUMNS} FROM participant ${sql} ORDER BY joined_at, id LIMIT ${query.first + 1}`,
        values,
      );
      return rows.map(toParticipant);
    },
    async byIds(ids) {
      const { rows } = await pool.query<ParticipantRow>(
        `SELECT ${PARTICIPANT_COLUMNS} FROM participant WHERE id = ANY($1)`,
        [ids],
      );
      return rows.map(toParticipant);
    },
  };
}

export function streamReader(pool: pg.Pool): StreamReader {
  return {
    async list(query) {
      const { sql, values } = where(
        ['room_id = ?', query.roomId],
        !query.includeEnded && ["state <> 'ENDED'"],
        after(query, 'started_at', '>'),
      );
      const { rows } = await pool.query<StreamRow>(
        `SELECT ${STREAM_COLUMNS} FROM stream ${sql} ORDER BY started_at, id LIMIT ${query.first + 1}`,
        values,
      );
      return rows.map(toStream);
    },
    async byIds(ids) {
      const { rows } = await pool.query<StreamRow>(`SELECT ${STREAM_COLUMNS} FROM stream WHERE id = ANY($1)`, [ids]);
      return rows.map(toStream);
    },
    async ofParticipants(ids) {
      const { rows } = await pool.query<StreamRow>(
        `SELECT ${STREAM_COLUMNS} FROM stream WHERE participant_id = ANY($1::uuid[]) AND state <> 'ENDED'
          ORDER BY started_at, id`,
        [ids],
      );
      return rows.map(toStream);
    },
    async legsOf(ids) {
      const { rows } = await pool.query<LegRow>(
        `SELECT ${LEG_COLUMNS} FROM stream_leg WHERE stream_id = ANY($1::uuid[])  ORDER BY started_at, id`,
        [ids],
      );
      return rows.map(toLeg);
    },
  };
}
