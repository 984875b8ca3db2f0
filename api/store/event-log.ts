/** Reads the event log by (xid, id): see README.md for why not by id alone. */
import type pg from 'pg';
import { eventIds, roomIds } from '../domain/base/ids.ts';
import { formatLogCursor, type LogPosition } from '../domain/event/cursor.ts';
import type { LoggedEvent } from '../domain/event/event.ts';
import type { EventLog, EventScope, EventStream } from '../domain/event/ports.ts';
import type { EventBell } from './event-bell.ts';
import { fromPayload } from './event-payload.ts';

interface EventRow {
  id: string;
  xid: string;
  at: Date;
  roomId: string;
  type: string;
  payload: object;
}

// ORDER BY must name the table's column: `xid` alone would be the text of this list, and '999' > '1000'.
const COLUMNS = 'id, xid::text, at, room_id AS "roomId", type, payload';
const BEGINNING: LogPosition = { xid: 0n, id: 0n };
const PAGE = 256;

function toEvent(row: EventRow): LoggedEvent {
  return {
    id: eventIds.of(row.id),
    cursor: formatLogCursor({ xid: BigInt(row.xid), id: BigInt(row.id) }),
    at: row.at,
    roomId: roomIds.of(row.roomId),
    body: fromPayload(row.type, row.payload),
  };
}

/** All that is committed lies before it, but for what an older transaction, still open, holds back. */
async function presentEnd(pool: pg.Pool): Promise<LogPosition> {
  const { rows } = await pool.query<{ xmin: string }>('SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin');
  return { xid: BigInt(rows[0]?.xmin ?? 0), id: 0n };
}

async function readRows(pool: pg.Pool, scope: EventScope & { limit: number }): Promise<EventRow[]> {
  const { xid, id } = scope.after ?? BEGINNING;
  const inRoom = scope.roomId === undefined ? '' : 'AND room_id = $4';
  const { rows } = await pool.query<EventRow>(
    `SELECT ${COLUMNS} FROM event
      WHERE (xid, id) > ($1::xid8, $2::bigint) AND xid < pg_snapshot_xmin(pg_current_snapshot()) ${inRoom}
      ORDER BY event.xid, event.id LIMIT $3`,
    [String(xid), String(id), scope.limit, ...(scope.roomId === undefined ? [] : [scope.roomId])],
  );
  return rows;
}

export function createEventLog(pool: pg.Pool, bell: EventBell): EventLog {
  async function* follow(scope: EventScope, start: LogPosition, signal: AbortSignal): EventStream {
    let position = start;
    const ear = bell.attach(scope.roomId);
    try {
      while (!signal.aborted) {
        const rows = await readRows(pool, { ...scope, after: position, limit: PAGE });
        for (const row of rows) {
          if (signal.aborted) return;
          position = { xid: BigInt(row.xid), id: BigInt(row.id) };
          yield toEvent(row);
        }
        if (rows.length < PAGE) await ear.rung(signal);
      }
    } finally {
      ear.detach();
    }
  }

  return {
    async read(scope) {
      return (await readRows(pool, scope)).map(toEvent);
    },
    async byId(id) {
      const { rows } = await pool.query<EventRow>(`SELECT ${COLUMNS} FROM event WHERE id = $1`, [id]);
      return rows.map(toEvent)[0];
    },
    async follow(scope, signal) {
      return follow(scope, scope.after ?? (await presentEnd(pool)), signal);
    },
  };
}
