/** The Debian packages that Bryggen runs on, by what they are for, and which of them are missing. No IO. */

/**
 * @typedef {{ name: string, binary?: string, module?: string, optional?: boolean }} Package
 * A package whose `binary` (or pkg-config `module`) is there counts as installed, wherever it came from. Without either,
 * dpkg alone knows. Bryggen works without an `optional` one.
 */

/** @typedef {{ has(binary: string): boolean, hasModule(module: string): boolean, installed: ReadonlySet<string> | undefined }} System
 * `installed` are the names that dpkg knows as installed, undefined where there is no dpkg. */

/** @type {Package[]} */
const RUN = [{ name: 'ffmpeg', binary: 'ffmpeg' }];

/** @type {Package[]} The demo's reference MCU. */
const DEMO = [
  { name: 'gstreamer1.0-tools', binary: 'gst-launch-1.0' },
  { name: 'gstreamer1.0-plugins-base' },
  { name: 'gstreamer1.0-plugins-good' },
  { name: 'espeak-ng', binary: 'espeak-ng' },
];

/** @type {Package[]} */
const TEST = [
  { name: 'chromium', binary: 'chromium' },
  { name: 'fonts-liberation', optional: true },
  { name: 'prometheus', binary: 'promtool' },
  { name: 'iproute2', binary: 'ip' },
];

/** @type {Package[]} What builds mediasoup's worker, and openssl for the proof that it works. */
export const WORKER_BUILD = [
  { name: 'g++', binary: 'c++' },
  { name: 'meson', binary: 'meson' },
  { name: 'ninja-build', binary: 'ninja' },
  { name: 'pkg-config', binary: 'pkg-config' },
  { name: 'flatbuffers-compiler', binary: 'flatc' },
  { name: 'libflatbuffers-dev', module: 'flatbuffers' },
  { name: 'libuv1-dev', module: 'libuv' },
  { name: 'libssl-dev', module: 'openssl' },
  { name: 'libsrtp2-dev', module: 'libsrtp2' },
  { name: 'libabsl-dev', module: 'absl_flat_hash_map' },
  { name: 'openssl', binary: 'openssl', optional: true },
];

/**
 * @param {import('../set-up.mjs').Purpose} purpose
 * @returns {Package[]} without those of the worker's build, which only a machine without a worker needs
 */
export function packagesFor(purpose) {
  return purpose === 'start' ? [...RUN, ...DEMO] : [...RUN, ...DEMO, ...TEST];
}

/**
 * @param {Package[]} wanted
 * @param {System} system
 */
export function missingPackages(wanted, system) {
  return wanted.filter((item) => !isThere(item, system));
}

/** @param {Package[]} missing @param {boolean} isRoot the command that a person runs */
export function installCommand(missing, isRoot) {
  const names = missing.map(({ name }) => name).join(' ');
  const sudo = isRoot ? '' : 'sudo ';
  return `${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${names}`;
}

/** @param {Package} item @param {System} system */
function isThere({ name, binary, module }, { has, hasModule, installed }) {
  if (installed?.has(name)) return true;
  if (binary !== undefined) return has(binary);
  if (module !== undefined) return hasModule(module);
  return installed === undefined;
}
