/**
 * Applies `prisma/migrations` at boot, so that Prisma's CLI, which wants a native engine, is not needed to run Bryggen.
 * Keeps Prisma's own book (`_prisma_migrations`) under Prisma's own advisory lock: its CLI agrees with what it finds.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Log } from '../domain/base/ports.ts';

export interface Migration {
  /** Its folder's name, which begins with its time: names sort as migrations are applied. */
  name: string;
  sql: string;
  /** SHA-256 of the SQL file, in hexadecimal. */
  checksum: string;
}

interface Applied {
  name: string;
  checksum: string;
  finished: boolean;
}

/** The lock that Prisma's schema engine takes. */
const PRISMA_MIGRATION_LOCK = 72_707_369;

const BOOK = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" varchar(36) PRIMARY KEY NOT NULL,
    "checksum" varchar(64) NOT NULL,
    "finished_at" timestamptz,
    "migration_name" varchar(255) NOT NULL,
    "logs" text,
    "rolled_back_at" timestamptz,
    "started_at" timestamptz NOT NULL DEFAULT now(),
    "applied_steps_count" integer NOT NULL DEFAULT 0
  )`;

const FOLDER = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

export async function readMigrations(folder = FOLDER): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const bytes = await readFile(join(folder, name, 'migration.sql'));
      return { name, sql: bytes.toString('utf8'), checksum: createHash('sha256').update(bytes).digest('hex') };
    }),
  );
}

/** Those still to be applied. Throws where the database has seen another history than ours. */
export function outstanding(migrations: readonly Migration[], applied: readonly Applied[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum, finished } of applied) {
    const migration = known.get(name);
    if (!finished)
      throw new Error(
        `migration ${name} failed earlier; repair the database, then delete its row in _prisma_migrations`,
      );
    if (migration === undefined)
      throw new Error(`the database has migration ${name}, which this version does not know; run a newer one`);
    if (migration.checksum !== checksum)
      throw new Error(`migration ${name} was applied with another content than it has now`);
  }
  const done = new Set(applied.map(({ name }) => name));
  return migrations.filter(({ name }) => !done.has(name));
}

async function readBook(client: pg.Client): Promise<Applied[]> {
  await client.query(BOOK);
  const { rows } = await client.query<Applied>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  return rows;
}

/** The migration and its line in the book, in one transaction: it is applied whole or not at all. */
async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Error(`migration ${migration.name} failed`, { cause: error });
  }
}

export async function migrate(options: { url: string; log: Log; migrations?: Migration[] }): Promise<void> {
  const migrations = options.migrations ?? (await readMigrations());
  const client = new pg.Client({ connectionString: options.url });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_MIGRATION_LOCK]);
    for (const migration of outstanding(migrations, await readBook(client))) {
      await apply(client, migration);
      options.log.info({ migration: migration.name }, 'migration applied');
    }
  } finally {
    await client.end();
  }
}
