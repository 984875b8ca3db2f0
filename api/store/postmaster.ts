/** Who runs on a data directory: the postmaster, and the Bryggen that started it. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../domain/base/ports.ts';

/** Reads a small file; undefined where there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    // ESRCH: a file of /proc whose process has just ended.
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
    throw error;
  });
}

/** Only Bryggens and their PostgreSQLs are asked for: root's, or our own user's. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A process's number and, on Linux, when it started in clock ticks since boot: numbers are used again. */
async function identity(pid: number): Promise<string | undefined> {
  if (!isAlive(pid)) return undefined;
  const line = process.platform === 'linux' ? await readIfThere(`/proc/${pid}/stat`) : '';
  if (line === undefined) return undefined;
  // After the name in parentheses, which may hold anything, come fields 3 and on; 22 is the start (proc(5)).
  const startedAt = line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return `${pid} ${startedAt}`;
}

const ownerFile = (baseDir: string): string => join(baseDir, 'owner');

/** Takes the directory for this process. Throws where another that lives has it. */
export async function takeOwnership(baseDir: string): Promise<void> {
  const owner = await readIfThere(ownerFile(baseDir));
  const pid = Number(owner?.split(' ')[0]);
  if (owner !== undefined && pid > 0 && (await identity(pid)) === owner) {
    throw new Error(
      `another Bryggen (process ${pid}) runs on ${baseDir}: stop it, or give this one another data directory`,
    );
  }
  await writeFile(ownerFile(baseDir), (await identity(process.pid)) ?? '');
}

export async function giveUpOwnership(baseDir: string): Promise<void> {
  await rm(ownerFile(baseDir), { force: true });
}

async function isPostmaster(pid: number, clusterDir: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  const commandLine = await readIfThere(`/proc/${pid}/cmdline`);
  return commandLine?.split('\0').includes(clusterDir) ?? false;
}

const CHECK_EVERY_MS = 20;

export async function waitUntil(isSo: () => Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, CHECK_EVERY_MS));
  }
  return true;
}

/** Ends a postmaster whose Bryggen was killed. Ours to end: `takeOwnership` has found that nobody else has the directory. */
export async function endOrphan(clusterDir: string, log: Log): Promise<void> {
  const pid = Number((await readIfThere(join(clusterDir, 'postmaster.pid')))?.split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !(await isPostmaster(pid, clusterDir))) return;
  log.warn({ pid }, 'ending a PostgreSQL that a killed Bryggen left behind');
  // Fast, then immediate shutdown (PostgreSQL's manual, 18.5).
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    process.kill(pid, signal);
    if (await waitUntil(async () => !(await isPostmaster(pid, clusterDir)), 10_000)) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) runs on ${clusterDir} and does not end`);
}
