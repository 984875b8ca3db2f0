/** The one STUN message that an ICE-lite server waits for: a Binding request that nominates the path (RFC 8445, 8489). */

import { createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const BINDING_REQUEST = 0x0001;
const MAGIC_COOKIE = 0x2112a442;
const HEADER_LENGTH = 20;
const USERNAME = 0x0006;
const MESSAGE_INTEGRITY = 0x0008;
const PRIORITY = 0x0024;
const USE_CANDIDATE = 0x0025;
const ICE_CONTROLLING = 0x802a;
const FINGERPRINT = 0x8028;
const FINGERPRINT_MASK = 0x5354554e;

/**
 * @param {{ localUfrag: string, remoteUfrag: string, remotePassword: string }} credentials
 * @returns {Buffer} one datagram
 */
export function nominatingBindingRequest({ localUfrag, remoteUfrag, remotePassword }) {
  const priority = Buffer.alloc(4);
  priority.writeUInt32BE(0x7e0000ff);
  const attributes = [
    attribute(USERNAME, Buffer.from(`${remoteUfrag}:${localUfrag}`)),
    attribute(PRIORITY, priority),
    attribute(ICE_CONTROLLING, randomBytes(8)),
    attribute(USE_CANDIDATE, Buffer.alloc(0)),
  ];
  const transactionId = randomBytes(12);

  // Both closing attributes are computed over a header whose length already counts them (RFC 8489 sections 14.5, 14.7).
  const beforeIntegrity = message(transactionId, attributes, 24);
  const hmac = createHmac('sha1', remotePassword).update(beforeIntegrity).digest();
  attributes.push(attribute(MESSAGE_INTEGRITY, hmac));

  const beforeFingerprint = message(transactionId, attributes, 8);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE((crc32(beforeFingerprint) ^ FINGERPRINT_MASK) >>> 0);
  attributes.push(attribute(FINGERPRINT, checksum));
  return message(transactionId, attributes, 0);
}

/**
 * STUN's first byte is 0..3, DTLS's 20..63, RTP's and RTCP's 128..191 (RFC 7983).
 * @param {Buffer} datagram
 * @returns {'stun' | 'dtls' | 'rtp' | 'other'}
 */
export function kindOfDatagram(datagram) {
  const first = datagram.length === 0 ? 255 : datagram.readUInt8(0);
  if (first <= 3) return 'stun';
  if (first >= 20 && first <= 63) return 'dtls';
  if (first >= 128 && first <= 191) return 'rtp';
  return 'other';
}

/** @param {number} type @param {Buffer} value */
function attribute(type, value) {
  const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  padded.writeUInt16BE(type, 0);
  padded.writeUInt16BE(value.length, 2);
  value.copy(padded, 4);
  return padded;
}

/** @param {Buffer} transactionId @param {Buffer[]} attributes @param {number} lengthToCome */
function message(transactionId, attributes, lengthToCome) {
  const body = Buffer.concat(attributes);
  const header = Buffer.alloc(HEADER_LENGTH);
  header.writeUInt16BE(BINDING_REQUEST, 0);
  header.writeUInt16BE(body.length + lengthToCome, 2);
  header.writeUInt32BE(MAGIC_COOKIE, 4);
  transactionId.copy(header, 8);
  return Buffer.concat([header, body]);
}
