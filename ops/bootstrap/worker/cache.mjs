/** Where workers are kept, outside the checkout, so that the next clone starts at once. */

import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { chmod, copyFile, mkdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { findBinary } from '../debian/system.mjs';
import { hashOf } from '../stamp.mjs';

/** The pkg-config modules that a built worker is linked with: another version of one needs another worker. */
const LIBRARIES = ['absl_flat_hash_map', 'flatbuffers', 'libsrtp2', 'libuv', 'openssl'];

/** What of ours goes into a build. */
const OURS = ['ops/bootstrap/worker/subprojects', 'ops/bootstrap/worker/mends.mjs', 'ops/bootstrap/worker/build.mjs'];

/** @param {import('../context.mjs').Context} context @returns {Promise<string>} */
export async function prebuiltPath(context) {
  return binaryIn(context, 'prebuilt');
}

/**
 * @param {import('../context.mjs').Context} context
 * @returns {Promise<string | undefined>} undefined while the libraries for a build are not installed
 */
export async function builtPath(context) {
  const versions = libraryVersions(context.env);
  if (versions === undefined) return undefined;
  const ours = await hashOf(context.root, OURS);
  const key = createHash('sha256').update(`${versions}\n${ours}`).digest('hex').slice(0, 16);
  return binaryIn(context, key);
}

/**
 * Puts a worker in its place in one step, so that nobody ever sees half of one.
 *
 * @param {string} from
 * @param {string} to
 */
export async function putInCache(from, to) {
  await mkdir(path.dirname(to), { recursive: true });
  const onSameDisk = `${to}.${randomUUID()}`;
  await copyFile(from, onSameDisk);
  await chmod(onSameDisk, 0o755);
  await rename(onSameDisk, to);
}

/** @param {import('../context.mjs').Context} context @param {string} key */
async function binaryIn({ root, cacheDir }, key) {
  const { version } = JSON.parse(await readFile(path.join(root, 'node_modules/mediasoup/package.json'), 'utf8'));
  const folder = `${version}-${process.platform}-${process.arch}-${key}`;
  return path.join(cacheDir, 'mediasoup-worker', folder, 'mediasoup-worker');
}

/** @param {Readonly<Record<string, string | undefined>>} env @returns {string | undefined} */
function libraryVersions(env) {
  if (!findBinary('pkg-config', env)) return undefined;
  try {
    return execFileSync('pkg-config', ['--modversion', ...LIBRARIES], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return undefined; // One of them is not installed; which one is the system packages' business.
  }
}
