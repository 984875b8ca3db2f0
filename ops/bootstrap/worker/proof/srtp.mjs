/**
 * SRTP with AEAD_AES_256_GCM, written from RFC 3711 and RFC 7714 on Node's own crypto, so that it is not libsrtp that
 * judges itself. Enough for a handful of RTP packets: no replay window, no rollover, no header extensions.
 */

import { createCipheriv, createDecipheriv } from 'node:crypto';

const KEY_LENGTH = 32;
const SALT_LENGTH = 12;
const TAG_LENGTH = 16;
const RTP_HEADER_LENGTH = 12;
const LABEL_RTP_KEY = 0x00;
const LABEL_RTP_SALT = 0x02;

/** What DTLS must export for this profile: two keys and two salts (RFC 5764 section 4.2). */
export const KEYING_MATERIAL_LENGTH = 2 * (KEY_LENGTH + SALT_LENGTH);

/** @typedef {{ key: Buffer, salt: Buffer }} SrtpKeys */

/**
 * @param {Buffer} material exported under `EXTRACTOR-dtls_srtp`
 * @returns {{ client: SrtpKeys, server: SrtpKeys }} the session keys of what each side sends
 */
export function srtpKeysOf(material) {
  const salts = 2 * KEY_LENGTH;
  return {
    client: sessionKeys(material.subarray(0, KEY_LENGTH), material.subarray(salts, salts + SALT_LENGTH)),
    server: sessionKeys(material.subarray(KEY_LENGTH, salts), material.subarray(salts + SALT_LENGTH)),
  };
}

/**
 * @param {SrtpKeys} keys
 * @param {Buffer} packet RTP with the 12-byte header
 */
export function protect({ key, salt }, packet) {
  const header = packet.subarray(0, RTP_HEADER_LENGTH);
  const cipher = createCipheriv('aes-256-gcm', key, ivOf(salt, header), { authTagLength: TAG_LENGTH }).setAAD(header);
  const sealed = Buffer.concat([cipher.update(packet.subarray(RTP_HEADER_LENGTH)), cipher.final()]);
  return Buffer.concat([header, sealed, cipher.getAuthTag()]);
}

/**
 * @param {SrtpKeys} keys
 * @param {Buffer} packet SRTP
 * @returns {Buffer} the RTP payload
 * @throws {Error} where the packet is not authentic
 */
export function unprotectPayload({ key, salt }, packet) {
  const header = packet.subarray(0, rtpHeaderLength(packet));
  const iv = ivOf(salt, header);
  const cipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_LENGTH }).setAAD(header);
  cipher.setAuthTag(packet.subarray(packet.length - TAG_LENGTH));
  return Buffer.concat([cipher.update(packet.subarray(header.length, packet.length - TAG_LENGTH)), cipher.final()]);
}

/** Fixed header, contributing sources, and the header extension if its bit is set (RFC 3550 section 5). */
function rtpHeaderLength(/** @type {Buffer} */ packet) {
  const flags = packet.readUInt8(0);
  const fixed = RTP_HEADER_LENGTH + 4 * (flags & 0x0f);
  return flags & 0x10 ? fixed + 4 + 4 * packet.readUInt16BE(fixed + 2) : fixed;
}

/** The key derivation of RFC 3711 section 4.3 with a rate of 0 and the 96-bit salt of RFC 7714 section 11. */
function sessionKeys(/** @type {Buffer} */ masterKey, /** @type {Buffer} */ masterSalt) {
  const derive = (/** @type {number} */ label, /** @type {number} */ length) => {
    const counter = Buffer.alloc(16);
    masterSalt.copy(counter);
    counter.writeUInt8(counter.readUInt8(7) ^ label, 7);
    return createCipheriv('aes-256-ctr', masterKey, counter).update(Buffer.alloc(length));
  };
  return { key: derive(LABEL_RTP_KEY, KEY_LENGTH), salt: derive(LABEL_RTP_SALT, SALT_LENGTH) };
}

/** 16 zero bits, SSRC, rollover counter (here always 0), sequence number, all over the salt (RFC 7714 section 8.1). */
function ivOf(/** @type {Buffer} */ salt, /** @type {Buffer} */ header) {
  const iv = Buffer.alloc(SALT_LENGTH);
  header.copy(iv, 2, 8, 12);
  header.copy(iv, 10, 2, 4);
  for (let i = 0; i < SALT_LENGTH; i++) iv.writeUInt8(iv.readUInt8(i) ^ salt.readUInt8(i), i);
  return iv;
}
