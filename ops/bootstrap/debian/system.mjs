/** What is installed on this machine, by file system, pkg-config and dpkg. */

import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Where administrators' programs are, which not everybody has on the PATH. */
const ALSO_IN = ['/usr/sbin', '/sbin'];

/**
 * @param {import('./lists.mjs').Package[]} packages what will be asked about
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {import('./lists.mjs').System}
 */
export function systemFor(packages, env) {
  const has = (/** @type {string} */ binary) => findBinary(binary, env) !== undefined;
  const hasModule = (/** @type {string} */ module) => {
    return spawnSync('pkg-config', ['--exists', module], { stdio: 'ignore' }).status === 0;
  };
  const names = packages.map(({ name }) => name);
  return { has, hasModule, installed: has('dpkg-query') ? installedOf(names) : undefined };
}

/**
 * @param {string} binary
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {string | undefined} its path
 */
export function findBinary(binary, env) {
  const folders = [...(env['PATH'] ?? '').split(path.delimiter), ...ALSO_IN].filter((folder) => folder !== '');
  return folders.map((folder) => path.join(folder, binary)).find(isExecutable);
}

/** dpkg-query ends with an error when it does not know one of the names, but lists the others all the same. */
function installedOf(/** @type {string[]} */ names) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these are dpkg's own placeholders
  const format = '${Package} ${db:Status-Status}\\n';
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', format, ...names], { encoding: 'utf8' });
  const lines = stdout.split('\n').filter((line) => line.endsWith(' installed'));
  return new Set(lines.map((line) => line.split(' ', 1).join('')));
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // Not there or not ours to run: the same answer.
  }
}
