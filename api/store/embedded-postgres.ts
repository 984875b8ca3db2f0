/** Starts a PostgreSQL of our own and ends it, so that `npm start` needs no database. What it does and why: README.md. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, chown, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import type { Log } from '../domain/base/ports.ts';
import { type Owner, type Programs, postgresOwner, postgresPrograms, reachableDir } from './postgres-files.ts';
import { endOrphan, giveUpOwnership, readIfThere, takeOwnership, waitUntil } from './postmaster.ts';

export interface EmbeddedPostgres {
  /** `postgres://…`, for this machine only, to the database `bryggen`. */
  url: string;
  /** Where the cluster really lies. */
  dir: string;
  /** Ends it in order; idempotent. Close pools first: whoever is connected is cut off. */
  close(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  dataDir: string;
  log: Log;
  /** Further settings, such as `fsync=off` for tests. */
  settings?: string[];
}

const USER = 'bryggen';
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;
const PORT_TRIES = 3;

async function own(path: string, owner: Owner): Promise<void> {
  if (owner !== undefined) await chown(path, owner.uid, owner.gid);
}

/** Runs a program of PostgreSQL's to its end. */
async function finish(program: string, args: string[], owner: Owner): Promise<void> {
  const child = spawn(program, args, { ...owner, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (bytes) => {
      said += String(bytes);
    });
  }
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} failed with ${code}: ${said}`);
}

/** Makes a cluster where there is none; under another name first, so that a cluster that is there is a whole one. */
async function makeCluster(programs: Programs, dir: string, password: string, owner: Owner): Promise<void> {
  const cluster = join(dir, 'cluster');
  if ((await readIfThere(join(cluster, 'PG_VERSION'))) !== undefined) return;
  const half = join(dir, 'cluster.new');
  const passwordFile = join(dir, 'initial-password');
  await rm(half, { recursive: true, force: true });
  await writeFile(passwordFile, password, { mode: 0o600 });
  try {
    await own(passwordFile, owner);
    const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--encoding=UTF8'];
    const access = [`--username=${USER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    await finish(programs.initdb, ['-D', half, ...locale, ...access, '--no-instructions'], owner);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(half, cluster);
}

/** One per data directory: the port is open to whoever is on the machine. */
async function readPassword(dir: string): Promise<string> {
  const path = join(dir, 'password');
  const known = await readIfThere(path);
  if (known !== undefined) return known;
  const password = randomBytes(24).toString('base64url');
  await writeFile(path, password, { mode: 0o600 });
  return password;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}

/** With `setpriv` the kernel shuts PostgreSQL down (SIGINT: fast) when we are killed; without, the next start does. */
async function diesWithUs(program: string, args: string[]): Promise<[program: string, args: string[]]> {
  const setpriv = '/usr/bin/setpriv';
  const isThere = await access(setpriv).then(
    () => true,
    () => false,
  );
  return isThere ? [setpriv, ['--pdeathsig', 'INT', program, ...args]] : [program, args];
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

interface Place {
  programs: Programs;
  dir: string;
  owner: Owner;
  settings: string[];
}

async function launch({ programs, dir, owner, settings }: Place, port: number): Promise<ChildProcess> {
  const all = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', 'timezone=UTC', ...settings];
  const args = ['-D', join(dir, 'cluster'), ...all.flatMap((setting) => ['-c', setting])];
  const output = await open(join(dir, 'postgres.log'), 'w');
  try {
    const command = await diesWithUs(programs.postgres, args);
    // A process group of its own: Ctrl-C reaches all of ours, but PostgreSQL is to outlive those who write to it.
    const child = spawn(...command, { ...owner, cwd: '/', detached: true, stdio: ['ignore', output.fd, output.fd] });
    await once(child, 'spawn');
    return child;
  } finally {
    await output.close();
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    // Not yet: whoever waits asks again, and gives up in time.
    return false;
  } finally {
    await client.end();
  }
}

async function stop(child: ChildProcess): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!isRunning(child)) return;
    child.kill(signal);
    if (await waitUntil(async () => !isRunning(child), STOP_TIMEOUT_MS)) return;
  }
}

async function start(place: Place, urlAt: (port: number) => string): Promise<{ child: ChildProcess; port: number }> {
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    const child = await launch(place, port);
    const settled = await waitUntil(async () => !isRunning(child) || (await answers(urlAt(port))), START_TIMEOUT_MS);
    if (settled && isRunning(child)) return { child, port };
    await stop(child);
    const said = await readFile(join(place.dir, 'postgres.log'), 'utf8');
    // Somebody may have taken the port in between.
    const again = said.includes('could not bind') && tries < PORT_TRIES;
    if (!again) throw new Error(`the embedded PostgreSQL did not start: ${said.slice(-2000)}`);
  }
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [USER]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${USER}`);
  } finally {
    await client.end();
  }
}

/** Starts a PostgreSQL on a free port of 127.0.0.1; makes its cluster in `dataDir` the first time (1 to 3 s). */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log } = options;
  const owner = await postgresOwner(log);
  const dir = await reachableDir(join(options.dataDir, 'postgres'), owner, log);
  await mkdir(dir, { recursive: true });
  await own(dir, owner);
  await takeOwnership(dir);
  try {
    return await startIn(dir, owner, options);
  } catch (error) {
    await giveUpOwnership(dir);
    throw error;
  }
}

async function startIn(
  dir: string,
  owner: Owner,
  { log, settings = [] }: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  await endOrphan(join(dir, 'cluster'), log);
  const password = await readPassword(dir);
  const programs = await postgresPrograms(owner);
  await makeCluster(programs, dir, password, owner);

  const urlAt = (port: number, database = 'postgres') => `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;
  const { child, port } = await start({ programs, dir, owner, settings }, urlAt);
  let closing: Promise<void> | undefined;
  child.once('exit', (code, signal) => {
    if (closing === undefined) log.error({ code, signal, dir }, 'the embedded PostgreSQL has ended by itself');
  });
  await ensureDatabase(urlAt(port)).catch(async (error: unknown) => {
    await stop(child);
    throw error;
  });
  return {
    url: urlAt(port, USER),
    dir,
    close() {
      closing ??= stop(child).then(() => giveUpOwnership(dir));
      return closing;
    },
  };
}
