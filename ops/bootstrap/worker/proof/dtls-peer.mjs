/**
 * A WebRTC peer without a browser: our STUN and SRTP around the DTLS of the system's `openssl s_client`. A mediasoup
 * worker cannot be the other end of a mediasoup worker, since both are ICE-lite.
 */

import { execFile, spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import dgram from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { KEYING_MATERIAL_LENGTH, protect, srtpKeysOf } from './srtp.mjs';
import { kindOfDatagram, nominatingBindingRequest } from './stun.mjs';

const HOST = '127.0.0.1';
const LOCAL_UFRAG = 'prover';
const STUN_INTERVAL_MS = 50;

/** @typedef {{ keyFile: string, certFile: string, fingerprint: string }} Certificate */

/**
 * @param {string} dir where the two files go
 * @returns {Promise<Certificate>} with the SHA-256 fingerprint as SDP writes it
 */
export async function makeCertificate(dir) {
  const [keyFile, certFile] = [path.join(dir, 'key.pem'), path.join(dir, 'cert.pem')];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
  const options = ['req', '-x509', ...key, '-out', certFile, '-days', '2', '-subj', '/CN=proof'];
  await promisify(execFile)('openssl', options);
  return { keyFile, certFile, fingerprint: new X509Certificate(await readFile(certFile)).fingerprint256 };
}

/**
 * Connects to a WebRTC transport of a worker: ICE first, then DTLS as its client.
 *
 * @param {{
 *   ice: { usernameFragment: string, password: string }, port: number, certificate: Certificate, signal: AbortSignal
 * }} options `port` is the transport's UDP port on 127.0.0.1
 * @returns {Promise<{ sendRtp(packet: Buffer): void, packets: EventEmitter, keys: { server: import('./srtp.mjs').SrtpKeys }, close(): void }>}
 *   `packets` emits `rtp` with each SRTP packet that arrives
 */
export async function connectPeer({ ice, port, certificate, signal }) {
  const toWorker = dgram.createSocket('udp4');
  const toOpenssl = dgram.createSocket('udp4');
  const packets = new EventEmitter();
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let openssl;
  const close = () => {
    openssl?.kill('SIGKILL');
    toWorker.close();
    toOpenssl.close();
  };
  try {
    await Promise.all([bind(toWorker), bind(toOpenssl)]);
    relay(toWorker, toOpenssl, port, packets);
    await nominate(toWorker, port, ice, packets, signal);
    openssl = spawnOpenssl(toOpenssl.address().port, certificate);
    const material = await keyingMaterial(openssl, signal);
    const { client, server } = srtpKeysOf(material);
    const sendRtp = (/** @type {Buffer} */ packet) => toWorker.send(protect(client, packet), port, HOST);
    return { sendRtp, packets, keys: { server }, close };
  } catch (cause) {
    close();
    throw cause;
  }
}

/** @param {dgram.Socket} socket */
async function bind(socket) {
  socket.bind(0, HOST);
  await once(socket, 'listening');
}

/** DTLS goes between the worker and openssl untouched; the rest of what the worker sends becomes events. */
function relay(
  /** @type {dgram.Socket} */ toWorker,
  /** @type {dgram.Socket} */ toOpenssl,
  /** @type {number} */ port,
  /** @type {EventEmitter} */ packets,
) {
  let opensslPort = 0;
  toOpenssl.on('message', (datagram, from) => {
    opensslPort = from.port;
    toWorker.send(datagram, port, HOST);
  });
  toWorker.on('message', (datagram) => {
    const kind = kindOfDatagram(datagram);
    if (kind !== 'dtls') packets.emit(kind, datagram);
    else if (opensslPort !== 0) toOpenssl.send(datagram, opensslPort, HOST);
  });
}

/** Asks for the path until the worker answers. */
async function nominate(
  /** @type {dgram.Socket} */ socket,
  /** @type {number} */ port,
  /** @type {{ usernameFragment: string, password: string }} */ ice,
  /** @type {EventEmitter} */ packets,
  /** @type {AbortSignal} */ signal,
) {
  const ask = () => {
    const credentials = { localUfrag: LOCAL_UFRAG, remoteUfrag: ice.usernameFragment, remotePassword: ice.password };
    socket.send(nominatingBindingRequest(credentials), port, HOST);
  };
  const timer = setInterval(ask, STUN_INTERVAL_MS);
  try {
    ask();
    await once(packets, 'stun', { signal });
  } finally {
    clearInterval(timer);
  }
}

function spawnOpenssl(/** @type {number} */ port, /** @type {Certificate} */ { keyFile, certFile }) {
  const srtp = ['-use_srtp', 'SRTP_AEAD_AES_256_GCM', '-keymatexport', 'EXTRACTOR-dtls_srtp'];
  const identity = ['-cert', certFile, '-key', keyFile];
  const length = ['-keymatexportlen', String(KEYING_MATERIAL_LENGTH)];
  return spawn('openssl', ['s_client', '-dtls1_2', '-connect', `${HOST}:${port}`, ...identity, ...srtp, ...length]);
}

/** openssl prints what it exported once the handshake is complete. */
async function keyingMaterial(
  /** @type {import('node:child_process').ChildProcess} */ openssl,
  /** @type {AbortSignal} */ signal,
) {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
      const hex = /Keying material: ([0-9A-F]+)\s/.exec(output)?.[1];
      if (hex) resolve(Buffer.from(hex, 'hex'));
    };
    openssl.stdout?.on('data', read);
    openssl.stderr?.on('data', read);
    openssl.once('error', reject);
    openssl.once('exit', () => reject(new Error(`openssl ended before the DTLS handshake was done:\n${output}`)));
    signal.addEventListener('abort', () => reject(new Error(`No DTLS handshake in time. openssl says:\n${output}`)));
  });
}
