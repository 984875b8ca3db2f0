/** Stamps: a step is done when the hash of what went into it is the one that was written down when it last ended well. */

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from './errors.mjs';

/**
 * Hashes names and contents of files. A name that is not there counts as such: making it changes the hash.
 *
 * @param {string} root what the names are relative to
 * @param {string[]} names files and folders; folders are read to the bottom
 * @param {(name: string) => boolean} [wanted] which files of a folder count
 * @returns {Promise<string>} 64 hex digits
 */
export async function hashOf(root, names, wanted = () => true) {
  const hash = createHash('sha256');
  for (const name of names) {
    const files = await filesOf(root, name);
    if (files.length === 0) hash.update(`${name}\0absent\0`);
    for (const file of files.filter(wanted).sort()) {
      hash.update(`${file}\0`);
      hash.update(await readFile(path.join(root, file)));
      hash.update('\0');
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} file
 * @returns {Promise<string | undefined>} what was stamped, or undefined
 */
export async function readStamp(file) {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** @param {string} file @param {string} hash */
export async function writeStamp(file, hash) {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${hash}\n`);
}

/** @param {string} file */
export async function exists(file) {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/**
 * @param {string} root
 * @param {string} name a file or a folder
 * @returns {Promise<string[]>} files, relative to root; none where there is nothing of that name
 */
async function filesOf(root, name) {
  try {
    const entries = await readdir(path.join(root, name), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    if (codeOf(error) === 'ENOTDIR') return [name];
    throw error;
  }
}
