/**
 * Completes package-lock.json after a change of packages: `node ops/bootstrap/npm/complete-lock.mjs`
 *
 * npm leaves an optional package of another platform out of the lockfile where the registry at hand does not have it, and
 * then refuses its own lockfile: `npm ci` ends with "Missing: X from lock file". Their versions are known all the same,
 * since such packages are named exactly. What is added has no checksum, and is fetched only on its own platform.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const LOCK_FILE = fileURLToPath(new URL('../../../package-lock.json', import.meta.url));
const OS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const CPU = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];
const LIBC = { gnu: 'glibc', musl: 'musl' };

/**
 * @typedef {{ version?: string, dev?: boolean, optional?: boolean, optionalDependencies?: Record<string, string>,
 *   os?: string[], cpu?: string[], libc?: string[] }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 */

/**
 * @param {Lock} lock
 * @returns {{ name: string, version: string, dev: boolean }[]} optional packages that nothing in the lockfile answers for
 */
export function missingFromLock({ packages }) {
  return Object.entries(packages).flatMap(([key, { optionalDependencies = {}, dev = false }]) => {
    const wanted = Object.entries(optionalDependencies).filter(([name]) => !isFoundFrom(packages, key, name));
    return wanted.map(([name, version]) => ({ name, version, dev }));
  });
}

/**
 * @param {Lock} lock
 * @returns {Lock} with an entry for each that was missing
 * @throws {Error} where one is not named by an exact version
 */
export function completed(lock) {
  const packages = { ...lock.packages };
  for (const { name, version, dev } of missingFromLock(lock)) {
    if (!/^\d+\.\d+\.\d+[-.\w]*$/.test(version)) throw new Error(`${name}@${version} names no exact version.`);
    packages[`node_modules/${name}`] = { version, ...(dev ? { dev } : {}), optional: true, ...platformOf(name) };
  }
  const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...lock, packages: Object.fromEntries(sorted) };
}

/** Node's way of finding a package: beside the one that asks, then in each folder above. */
function isFoundFrom(/** @type {Lock['packages']} */ packages, /** @type {string} */ key, /** @type {string} */ name) {
  const above = key.split('/node_modules/').map((_, depth, all) => all.slice(0, depth + 1).join('/node_modules/'));
  return ['', ...above].some((base) => `${base ? `${base}/` : ''}node_modules/${name}` in packages);
}

/** What the name says, as in `@swc/core-linux-arm64-musl`. */
function platformOf(/** @type {string} */ name) {
  const words = name.split(/[/-]/).map((word) => word.replace(/eabi(hf)?$/, ''));
  const isArm = /-arm-|eabi/.test(name);
  const os = OS.filter((item) => words.includes(item));
  const cpu = CPU.filter((item) => words.includes(item) || (item === 'arm' && isArm));
  const libc = os.includes('linux')
    ? Object.entries(LIBC)
        .filter(([word]) => words.includes(word))
        .map(([, id]) => id)
    : [];
  return {
    ...(os.length > 0 ? { os } : {}),
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(libc.length > 0 ? { libc } : {}),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lock = JSON.parse(readFileSync(LOCK_FILE, 'utf8'));
  const missing = missingFromLock(lock);
  writeFileSync(LOCK_FILE, `${JSON.stringify(completed(lock), null, 2)}\n`);
  console.log(`${missing.length} optional packages added to package-lock.json`);
}
