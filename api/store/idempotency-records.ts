import type pg from 'pg';
import { z } from 'zod';
import type { IdempotencyRecords } from '../domain/base/idempotency.ts';

interface Row {
  operation: string;
  inputHash: string;
  result: unknown;
}

const kept = z.record(z.string(), z.string());

export function idempotencyRecords(client: pg.ClientBase): IdempotencyRecords {
  return {
    async claim(key, { operation, inputHash }) {
      // Where another transaction has just made the record, this waits for its end.
      const { rowCount } = await client.query(
        `INSERT INTO idempotency_record (key, operation, input_hash) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING`,
        [key, operation, inputHash],
      );
      if (rowCount === 1) return undefined;
      const { rows } = await client.query<Row>(
        'SELECT operation, input_hash AS "inputHash", result FROM idempotency_record WHERE key = $1',
        [key],
      );
      const row = rows[0];
      if (row === undefined) throw new Error('an idempotency record vanished while it was read');
      return { operation: row.operation, inputHash: row.inputHash, result: kept.parse(row.result) };
    },
    async keep(key, result) {
      await client.query('UPDATE idempotency_record SET result = $2 WHERE key = $1', [key, JSON.stringify(result)]);
    },
  };
}
