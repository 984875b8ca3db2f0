/**
 * Runs in a page before its own scripts and takes note of when the first frame of the arena's scene was presented: wall-clock
 * time, in milliseconds.
 */
(() => {
  const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject');
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    ...source,
    set(stream) {
      source.set.call(this, stream);
      if (this.dataset.source !== 'SCENE') return;
      this.requestVideoFrameCallback(() => {
        window.sceneFirstFrameAt ??= performance.timeOrigin + performance.now();
      });
    },
  });
})();
