import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../api/store/embedded-postgres.ts';
import { type Migration, migrate, outstanding, readMigrations } from '../../../api/store/migrate.ts';
import { readIfThere } from '../../../api/store/postmaster.ts';
import { silentLog } from '../../support/silent-log.ts';

let dataDir: string;
const start = (): Promise<EmbeddedPostgres> => startEmbeddedPostgres({ dataDir, log: silentLog });

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bryggen-embedded-'));
  await chmod(dataDir, 0o755);
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const postmasterPid = async (dir: string) =>
  Number((await readIfThere(join(dir, 'cluster/postmaster.pid')))?.split('\n')[0]);

/** A process of its own that starts PostgreSQL and says its url and directory. */
async function inAnotherProcess() {
  const script = `
    import { startEmbeddedPostgres } from './api/store/embedded-postgres.ts';
    const nothing = () => undefined;
    const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
    const { url, dir } = await startEmbeddedPostgres({ dataDir: process.argv[1], log });
    console.log(JSON.stringify({ url, dir }));
    setInterval(() => undefined, 1000);`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script, dataDir];
  const env = { ...process.env, NODE_OPTIONS: '' };
  const child = spawn(process.execPath, args, { env, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(child.stdout), 'line');
  const { url, dir }: { url: string; dir: string } = JSON.parse(String(line));
  return { child, url, dir };
}

describe('the embedded PostgreSQL', () => {
  it('keeps its data from one start to the next, and leaves no process', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const pid = await postmasterPid(first.dir);
    await first.close();
    await first.close();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    const second = await start();
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await second.close();
  });

  it('lets nobody in without its password', async () => {
    const postgres = await start();
    const open = new URL(postgres.url);
    open.password = 'guessed';
    await expect(query(open.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    await postgres.close();
  });

  it('is not shared by two at once', async () => {
    const { child } = await inAnotherProcess();
    await expect(start()).rejects.toThrow(`another Bryggen (process ${child.pid})`);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('is not hit by a Ctrl-C in the terminal, and starts again after its parent was killed', async () => {
    const { child, url, dir } = await inAnotherProcess();
    const pid = await postmasterPid(dir);
    const groupOf = async (process: number) =>
      (await readIfThere(`/proc/${process}/stat`))?.split(') ')[1]?.split(' ')[2];
    expect(await groupOf(pid)).toBe(String(pid));
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const next = await start();
    expect(await postmasterPid(dir)).not.toBe(pid);
    expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await next.close();
  });

  it('ends an orphan that the kernel did not end', async () => {
    const orphan = await start();
    const pid = await postmasterPid(orphan.dir);
    // As if we had been killed, and the kernel had not told it.
    await rm(join(orphan.dir, 'owner'));
    const next = await start();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await next.close();
    await orphan.close();
  });
});

describe('migrations', () => {
  const migrationOf = (name: string, sql: string): Migration => ({
    name,
    sql,
    checksum: `sum of ${name}`.padEnd(64, '.'),
  });

  it('are applied once, also by two at the same time, and booked as Prisma books them', async () => {
    await using postgres = await disposable();
    await Promise.all([migrate({ url: postgres.url, log: silentLog }), migrate({ url: postgres.url, log: silentLog })]);
    await migrate({ url: postgres.url, log: silentLog });
    const booked = await query(
      postgres.url,
      'SELECT migration_name, checksum, applied_steps_count FROM _prisma_migrations',
    );
    const known = await readMigrations();
    expect(booked).toEqual(
      known.map(({ name, checksum }) => ({ migration_name: name, checksum, applied_steps_count: 1 })),
    );
  });

  it('that fail leave nothing of themselves', async () => {
    await using postgres = await disposable();
    const migrations = [migrationOf('1', 'CREATE TABLE one (); CREATE TABLE one ();')];
    await query(postgres.url, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await expect(migrate({ url: postgres.url, log: silentLog, migrations })).rejects.toThrow('migration 1 failed');
    const tables = await query(postgres.url, `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
    expect(tables).toEqual([{ tablename: '_prisma_migrations' }]);
  });

  it('are refused where the database has another history', () => {
    const ours = [migrationOf('1', ''), migrationOf('2', '')];
    const book = (name: string, checksum = `sum of ${name}`.padEnd(64, '.'), finished = true) => ({
      name,
      checksum,
      finished,
    });
    expect(outstanding(ours, [book('1')]).map(({ name }) => name)).toEqual(['2']);
    expect(() => outstanding(ours, [book('3')])).toThrow('run a newer one');
    expect(() => outstanding(ours, [book('1', 'other')])).toThrow('another content');
    expect(() => outstanding(ours, [book('1', undefined, false)])).toThrow('failed earlier');
  });
});

async function disposable() {
  const postgres = await start();
  return { url: postgres.url, [Symbol.asyncDispose]: () => postgres.close() };
}
