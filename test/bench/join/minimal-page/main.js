/**
 * The client of the minimal server: opens camera, microphone and socket, and then waits for a click. It does what is best
 * for a minimal client: everything that can go at once goes at once.
 */
import { Device } from 'mediasoup-client';

/** As Bryggen's page: one's own camera waits until the others' is under way. */
const receivesFirst = location.search === '?receive-first';

const socket = new WebSocket(location.origin.replace('http', 'ws'));
/** @type {Map<number, (result: any) => void>} */
const waiting = new Map();
let lastId = 0;

/** @param {string} method @param {object} [body] @returns {Promise<any>} */
function ask(method, body = {}) {
  lastId += 1;
  const id = lastId;
  socket.send(JSON.stringify({ id, method, ...body }));
  return new Promise((resolve) => waiting.set(id, resolve));
}

/** @param {MediaStream} camera */
async function join(camera) {
  const device = new Device();
  const { routerRtpCapabilities, send, receive, producerIds } = await ask('join');
  await device.load({ routerRtpCapabilities });
  const receiving = device.createRecvTransport(receive);
  const sending = device.createSendTransport(send);
  for (const [transport, name] of /** @type {const} */ ([
    [receiving, 'receive'],
    [sending, 'send'],
  ])) {
    transport.on('connect', ({ dtlsParameters }, done) => {
      void ask('connect', { transport: name, dtlsParameters });
      done();
    });
  }
  sending.on('produce', ({ kind, rtpParameters }, done) => void ask('produce', { kind, rtpParameters }).then(done));

  /** @param {string} producerId */
  async function consume(producerId) {
    const remote = await ask('consume', { producerId, rtpCapabilities: device.recvRtpCapabilities });
    const consumer = await receiving.consume(remote);
    play(consumer.track);
    await ask('resume', { consumerId: consumer.id });
  }

  socket.addEventListener('message', ({ data }) => {
    const { producerId } = JSON.parse(data);
    if (producerId !== undefined) void consume(producerId);
  });
  for (const producerId of producerIds) void consume(producerId);
  if (receivesFirst && producerIds.length > 0) {
    await new Promise((resolve) =>
      receiving.on('connectionstatechange', (state) => state === 'connected' && resolve(undefined)),
    );
  }
  for (const track of [...camera.getVideoTracks(), ...camera.getAudioTracks()]) {
    const video = { encodings: [{ maxBitrate: 1_000_000 }], codecOptions: { videoGoogleStartBitrate: 600 } };
    void sending.produce({ track, ...(track.kind === 'video' ? video : {}) });
  }
}

/** @param {MediaStreamTrack} track */
function play(track) {
  const element = document.createElement(track.kind === 'video' ? 'video' : 'audio');
  element.autoplay = true;
  element.dataset.remote = track.kind;
  element.srcObject = new MediaStream([track]);
  document.body.append(element);
}

socket.addEventListener('message', ({ data }) => {
  const { id, result } = JSON.parse(data);
  waiting.get(id)?.(result);
  waiting.delete(id);
});

const camera = await navigator.mediaDevices.getUserMedia({
  video: { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 25, max: 30 } },
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
});
if (socket.readyState !== WebSocket.OPEN) await new Promise((resolve) => socket.addEventListener('open', resolve));

// As every join page: people want to see what the others will.
const preview = document.createElement('video');
preview.muted = true;
preview.autoplay = true;
preview.width = 640;
preview.srcObject = new MediaStream(camera.getVideoTracks());
document.body.append(preview);

const button = document.querySelector('button');
button?.addEventListener('click', () => void join(camera), { once: true });
button?.removeAttribute('disabled');
