/** What a process really holds, as the kernel tells it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface ChildProcessInfo {
  pid: number;
  /** The program's name, cut to 15 characters. */
  command: string;
}

export function childrenOf(pid: number): ChildProcessInfo[] {
  const list = execFileSync('ps', ['-e', '-o', 'ppid=,pid=,comm='], { encoding: 'utf8' });
  return list.split('\n').flatMap((line) => {
    const [parent, child, command] = line.trim().split(/\s+/, 3);
    return Number(parent) === pid && command !== undefined ? [{ pid: Number(child), command }] : [];
  });
}

export function countChildren(pid: number, command: string): number {
  return childrenOf(pid).filter((child) => child.command.startsWith(command)).length;
}

/** Whether a process is there; one that has ended and only waits to be counted is not. */
export function isRunning(pid: number): boolean {
  const state = textOf(`/proc/${pid}/stat`).replace(/^.*\) /s, '')[0];
  return state !== undefined && state !== 'Z';
}

/** How many UDP sockets a process has open. */
export function udpSocketsOf(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  const inodes = readdirSync(folder).flatMap((fd) => /socket:\[(\d+)\]/.exec(linkOf(`${folder}/${fd}`))?.[1] ?? []);
  const udp = new Set(
    ['udp', 'udp6'].flatMap((family) =>
      readFileSync(`/proc/net/${family}`, 'utf8')
        .split('\n')
        .map((line) => line.trim().split(/\s+/)[9]),
    ),
  );
  return inodes.filter((inode) => udp.has(inode)).length;
}

/** Empty where the process ends while one looks. */
function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** Files may be closed while one looks. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    // No `instanceof`: in tests the file system's errors are of another realm.
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
