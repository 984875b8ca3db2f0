/**
 * Proves a mediasoup worker by a real join: ICE, a DTLS handshake, SRTP in and SRTP out, on 127.0.0.1.
 *
 *     node ops/bootstrap/worker/proof/main.mjs /path/to/mediasoup-worker
 *
 * Ends with 0 and one line, or with 1 and the reason. mediasoup's own tests do not see what this is for: a worker on an
 * OpenSSL with kernel TLS that aborts in its first DTLS handshake.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectPeer, makeCertificate } from './dtls-peer.mjs';
import { unprotectPayload } from './srtp.mjs';

const TIMEOUT_MS = 15_000;
const RESEND_INTERVAL_MS = 20;
const INBOUND = { ssrc: 0x11111111, payloadType: 111 };
const OUTBOUND = { ssrc: 0x22222222, payloadType: 112 };
const OUTBOUND_PAYLOAD = Buffer.from('from the worker to the peer');
const OPUS = /** @type {const} */ ({ mimeType: 'audio/opus', clockRate: 48000, channels: 2 });

/** @param {string} workerBin */
async function prove(workerBin) {
  const { createWorker } = await import('mediasoup');
  const dir = await mkdtemp(path.join(tmpdir(), 'bryggen-proof-'));
  const worker = await createWorker({ workerBin, logLevel: 'error' });
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new Error(`No proof within ${TIMEOUT_MS} ms.`)), TIMEOUT_MS);
  worker.once('died', (error) => abort.abort(new Error('The worker died in the proof.', { cause: error })));
  try {
    await Promise.race([join(worker, await makeCertificate(dir), abort.signal), rejectionOf(abort.signal)]);
  } finally {
    clearTimeout(timer);
    worker.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * @param {import('mediasoup').types.Worker} worker
 * @param {import('./dtls-peer.mjs').Certificate} certificate
 * @param {AbortSignal} signal
 */
async function join(worker, certificate, signal) {
  const codec = { ...OPUS, kind: /** @type {const} */ ('audio'), preferredPayloadType: OUTBOUND.payloadType };
  const router = await worker.createRouter({ mediaCodecs: [codec] });
  const transport = await router.createWebRtcTransport({ listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }] });
  const fingerprint = { algorithm: /** @type {const} */ ('sha-256'), value: certificate.fingerprint };
  await transport.connect({ dtlsParameters: { role: 'client', fingerprints: [fingerprint] } });
  const port = transport.iceCandidates[0]?.port ?? 0;
  const peer = await connectPeer({ ice: transport.iceParameters, port, certificate, signal });
  try {
    await proveInbound(transport, peer, signal);
    await proveOutbound(router, transport, peer, signal);
  } finally {
    peer.close();
  }
}

/** The worker decrypts what the peer sends: its producer counts the packets. */
async function proveInbound(
  /** @type {import('mediasoup').types.WebRtcTransport} */ transport,
  /** @type {Awaited<ReturnType<typeof connectPeer>>} */ peer,
  /** @type {AbortSignal} */ signal,
) {
  const producer = await transport.produce({ kind: 'audio', rtpParameters: sent(INBOUND) });
  for (let sequence = 1; ; sequence++) {
    peer.sendRtp(rtpPacket(INBOUND, sequence, Buffer.from('from the peer to the worker')));
    const [stats] = await producer.getStats();
    if (stats && stats.packetCount > 0) return;
    signal.throwIfAborted();
    await pause();
  }
}

/** The peer decrypts what the worker sends: an RTP packet put into the router comes out authentic. */
async function proveOutbound(
  /** @type {import('mediasoup').types.Router} */ router,
  /** @type {import('mediasoup').types.WebRtcTransport} */ transport,
  /** @type {Awaited<ReturnType<typeof connectPeer>>} */ peer,
  /** @type {AbortSignal} */ signal,
) {
  const direct = await router.createDirectTransport();
  const source = await direct.produce({ kind: 'audio', rtpParameters: sent(OUTBOUND) });
  const consumer = await transport.consume({ producerId: source.id, rtpCapabilities: router.rtpCapabilities });
  const ssrc = consumer.rtpParameters.encodings?.[0]?.ssrc;
  let arrived = false;
  peer.packets.on('rtp', (packet) => {
    if (packet.readUInt32BE(8) !== ssrc) return;
    arrived ||= unprotectPayload(peer.keys.server, packet).equals(OUTBOUND_PAYLOAD);
  });
  for (let sequence = 1; !arrived; sequence++) {
    source.send(rtpPacket(OUTBOUND, sequence, OUTBOUND_PAYLOAD));
    signal.throwIfAborted();
    await pause();
  }
}

/** @param {{ ssrc: number, payloadType: number }} stream */
function sent({ ssrc, payloadType }) {
  return { codecs: [{ ...OPUS, payloadType }], encodings: [{ ssrc }] };
}

function rtpPacket(
  /** @type {{ ssrc: number, payloadType: number }} */ { ssrc, payloadType },
  /** @type {number} */ sequence,
  /** @type {Buffer} */ payload,
) {
  const header = Buffer.alloc(12);
  header.writeUInt8(0x80, 0);
  header.writeUInt8(payloadType, 1);
  header.writeUInt16BE(sequence, 2);
  header.writeUInt32BE(sequence * 960, 4);
  header.writeUInt32BE(ssrc, 8);
  return Buffer.concat([header, payload]);
}

/** @param {AbortSignal} signal @returns {Promise<never>} */
function rejectionOf(signal) {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function pause() {
  return new Promise((resolve) => setTimeout(resolve, RESEND_INTERVAL_MS));
}

const [workerBin] = process.argv.slice(2);
if (!workerBin) throw new Error('Usage: node main.mjs /path/to/mediasoup-worker');
try {
  await prove(path.resolve(workerBin));
  console.log('DTLS join and SRTP both ways: good');
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
