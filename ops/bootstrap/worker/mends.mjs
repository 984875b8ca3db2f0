/** What is changed in mediasoup's own sources before the build. No IO. */

import { SetupError } from '../errors.mjs';

/** @typedef {{ file: string, from: string, to: string }} Mend `file` is relative to mediasoup's worker folder */

/** @type {Mend[]} */
export const MENDS = [
  // OpenSSL ORs BIO_CB_RETURN into the operation. Compared for equality, the callback answers 1 to every question, also to
  // "is kernel TLS on?": with an OpenSSL that can do kernel TLS, such as Debian's, the first DTLS handshake crashes.
  {
    file: 'src/RTC/DtlsTransport.cpp',
    from: '(operationType == BIO_CB_RETURN)',
    to: '((operationType & BIO_CB_RETURN) != 0)',
  },
  // Debian 12 has Meson 1.0, which does all that this build asks for.
  { file: 'meson.build', from: "meson_version: '>= 1.1.0'", to: "meson_version: '>= 1.0'" },
];

/**
 * @param {string} source
 * @param {Mend} mend
 * @returns {string} the mended source
 * @throws {SetupError} unless what is to be mended is there exactly once
 */
export function mended(source, { file, from, to }) {
  const parts = source.split(from);
  if (parts.length === 2) return parts.join(to);
  throw new SetupError(
    `mediasoup's ${file} has ${parts.length - 1} places that read "${from}", not one: this version of mediasoup needs ` +
      'another look (ops/bootstrap/worker/mends.mjs), or BRYGGEN_WORKER_BIN names a worker that works.',
  );
}
