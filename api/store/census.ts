/** What is going on right now, in numbers, for metrics: each count has a partial index, so history costs nothing. */
import type pg from 'pg';

export interface Census {
  openRooms: number;
  /** Participants who are there, by origin. */
  participants: Record<string, number>;
  /** Arena links that stand, by state. */
  arenaLinks: Record<string, number>;
}

interface CountRow {
  what: 'room' | 'participant' | 'arena_link';
  label: string;
  count: number;
}

export async function takeCensus(pool: pg.Pool): Promise<Census> {
  const { rows } = await pool.query<CountRow>(
    `SELECT 'room' AS what, state AS label, count(*)::int FROM room WHERE state = 'OPEN' GROUP BY state
     UNION ALL
     SELECT 'participant', origin, count(*)::int FROM participant WHERE state = 'JOINED' GROUP BY origin
     UNION ALL
     SELECT 'arena_link', state, count(*)::int FROM arena_link WHERE ended_at IS NULL GROUP BY state`,
  );
  const of = (what: CountRow['what']): Record<string, number> =>
    Object.fromEntries(rows.filter((row) => row.what === what).map(({ label, count }) => [label, count]));
  return { openRooms: of('room')['OPEN'] ?? 0, participants: of('participant'), arenaLinks: of('arena_link') };
}
