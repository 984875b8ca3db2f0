import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Log } from '../domain/base/ports.ts';
import { PrismaClient } from '../generated/prisma/client.ts';

export interface Database {
  pool: pg.Pool;
  /** On the same pool. For reading by key and for writes that no event tells; all else is `pool`'s (see README.md). */
  prisma: PrismaClient;
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 20;
const CONNECT_TIMEOUT_MS = 10_000;

export function openDatabase(options: { url: string; log: Log }): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    // Prisma's adapter drops the offset of a timestamptz: it must always be UTC.
    options: '-c TimeZone=UTC',
  });
  // An idle connection that breaks is replaced at the next query, which tells if that fails, too.
  pool.on('error', ({ message }) => {
    if (!pool.ending) options.log.warn({ reason: message }, 'an idle database connection broke');
  });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    pool,
    prisma,
    async close() {
      await prisma.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}
