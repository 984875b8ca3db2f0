/** Something that the person at the keyboard can mend: the message says how, and is shown without a stack. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}

/** @param {unknown} error @returns {unknown} the code that Node gives its errors, such as `ENOENT` */
export function codeOf(error) {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
