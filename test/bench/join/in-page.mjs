/** Asked inside the pages: what `probe.js` noted. */

/** True once the camera's pictures are really being sent. */
export async function isSending() {
  for (const connection of window.joinProbe.connections) {
    for (const report of (await connection.getStats()).values()) {
      if (report.type === 'outbound-rtp' && report.kind === 'video' && report.framesEncoded > 30) return true;
    }
  }
  return false;
}

export function hasFirstFrame() {
  return window.joinProbe.firstFrameAt !== undefined;
}

export function readProbe() {
  const { clickedAt, firstFrameAt, marks } = window.joinProbe;
  return { clickedAt, firstFrameAt, marks };
}
