import type pg from 'pg';
import { eventIds } from '../domain/base/ids.ts';
import { formatLogCursor } from '../domain/event/cursor.ts';
import type { EventWriter } from '../domain/event/ports.ts';
import { toPayload } from './event-payload.ts';

/** A trigger of the table notifies readers. */
const APPEND = `
  INSERT INTO event (at, room_id, type, payload)
  SELECT at, room_id, type, payload
    FROM unnest($1::timestamptz[], $2::uuid[], $3::text[], $4::jsonb[])
         WITH ORDINALITY AS new (at, room_id, type, payload, position)
   ORDER BY position
  RETURNING id, xid::text`;

export function eventWriter(client: pg.ClientBase): EventWriter {
  return {
    async append(events) {
      if (events.length === 0) return [];
      const { rows } = await client.query<{ id: string; xid: string }>(APPEND, [
        events.map((event) => event.at),
        events.map((event) => event.roomId),
        events.map((event) => event.body.type),
        events.map((event) => toPayload(event.body)),
      ]);
      return events.map((event, index) => {
        const row = rows[index];
        if (row === undefined) throw new Error('fewer events came back than were written');
        const cursor = formatLogCursor({ xid: BigInt(row.xid), id: BigInt(row.id) });
        return { ...event, id: eventIds.of(row.id), cursor };
      });
    },
  };
}
