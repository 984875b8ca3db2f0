/** A real, fresh PostgreSQL for a test file. */
import { execFile } from 'node:child_process';
import { access, chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEmbeddedPostgres } from '../../api/store/embedded-postgres.ts';
import { silentLog } from './silent-log.ts';

const run = promisify(execFile);

export interface TestPostgres extends AsyncDisposable {
  /** `postgres://…` to an empty database. */
  url: string;
  close(): Promise<void>;
}

/** Durability is not what our tests are about. */
const QUICK = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=60'];

/** A cluster is made once on a machine, and copied: 0.3 s instead of 3. */
const TEMPLATE = join(tmpdir(), `bryggen-test-postgres-18.4-${userInfo().uid}`);

/** PostgreSQL's user must be able to enter it. */
async function newDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'bryggen-test-'));
  await chmod(dir, 0o755);
  return dir;
}

async function template(): Promise<string> {
  const isThere = await access(TEMPLATE).then(
    () => true,
    () => false,
  );
  if (isThere) return TEMPLATE;
  const dataDir = await newDir();
  await (await startEmbeddedPostgres({ dataDir, log: silentLog, settings: QUICK })).close();
  await rename(dataDir, TEMPLATE).catch(async (error: NodeJS.ErrnoException) => {
    // Another test run was quicker.
    await rm(dataDir, { recursive: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  return TEMPLATE;
}

export async function startTestPostgres(): Promise<TestPostgres> {
  const dataDir = await newDir();
  await run('cp', ['-a', `${await template()}/.`, dataDir]);
  const postgres = await startEmbeddedPostgres({ dataDir, log: silentLog, settings: QUICK });
  async function close(): Promise<void> {
    await postgres.close();
    await rm(dataDir, { recursive: true, force: true });
  }
  return { url: postgres.url, close, [Symbol.asyncDispose]: close };
}
