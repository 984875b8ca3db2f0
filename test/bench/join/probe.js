/**
 * Runs in a page before its own scripts and takes note of a join: when the button was clicked, what the page did on its way
 * (signalling messages, calls of RTCPeerConnection), and when the first frame of somebody else was on the screen. Times are
 * milliseconds of `performance.now()`.
 */
(() => {
  const probe = { clickedAt: undefined, firstFrameAt: undefined, marks: [], connections: [] };
  window.joinProbe = probe;
  const remoteTracks = new Set();

  const mark = (what) => {
    if (probe.clickedAt !== undefined && probe.firstFrameAt === undefined) probe.marks.push([performance.now(), what]);
  };

  document.addEventListener(
    'click',
    ({ target }) => {
      if (target instanceof Element && target.closest('button')?.textContent?.trim() === 'Join') {
        probe.clickedAt = performance.now();
      }
    },
    { capture: true },
  );

  const Connection = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Connection {
    constructor(...args) {
      super(...args);
      const number = probe.connections.push(this);
      mark(`pc${number} made`);
      this.addEventListener('track', ({ track }) => {
        remoteTracks.add(track);
        mark(`pc${number} ${track.kind} track`);
      });
      this.addEventListener('iceconnectionstatechange', () => mark(`pc${number} ICE ${this.iceConnectionState}`));
      this.addEventListener('connectionstatechange', () => mark(`pc${number} ${this.connectionState}`));
      for (const name of ['createOffer', 'createAnswer', 'setLocalDescription', 'setRemoteDescription']) {
        this[name] = async (...parameters) => {
          mark(`pc${number} ${name} ...`);
          try {
            return await Connection.prototype[name].apply(this, parameters);
          } finally {
            mark(`pc${number} ${name} done`);
          }
        };
      }
    }
  };

  const Socket = window.WebSocket;
  const names = new Map();
  window.WebSocket = class extends Socket {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        const { id, type } = JSON.parse(data);
        if (type !== 'complete') mark(`<- ${names.get(id) ?? type ?? 'news'}`);
      });
    }

    send(data) {
      const { id } = JSON.parse(data);
      const name = /(?:mutation|query|subscription) (\w+)/u.exec(data)?.[1] ?? /"method":"(\w+)"/u.exec(data)?.[1];
      if (name !== undefined) {
        names.set(id, name);
        mark(`-> ${name}`);
      }
      super.send(data);
    }
  };

  const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject');
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    ...source,
    set(stream) {
      source.set.call(this, stream);
      const [track] = stream instanceof MediaStream ? stream.getVideoTracks() : [];
      if (track === undefined || !remoteTracks.has(track)) return;
      mark('remote picture on the page');
      this.requestVideoFrameCallback(() => {
        mark('first remote frame');
        probe.firstFrameAt ??= performance.now();
      });
    },
  });
})();
