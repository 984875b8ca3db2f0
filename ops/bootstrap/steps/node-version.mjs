import { SetupError } from '../errors.mjs';

const OLDEST = /** @type {const} */ ([20, 19]);

/** @returns {import('../steps.mjs').Step} */
export function nodeVersionStep(version = process.versions.node) {
  return {
    title: 'Node.js',
    done: async () => (isSupported(version) ? version : undefined),
    run: async () => {
      throw new SetupError(`Bryggen needs Node.js ${OLDEST.join('.')} or newer; this is ${version}.`);
    },
  };
}

/** @param {string} version such as `20.19.4` */
export function isSupported(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
