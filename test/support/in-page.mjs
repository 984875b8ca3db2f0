/**
 * Instruments that run inside a page under test: Playwright sends a function's text there, so each stands alone. JavaScript,
 * since the tests' compiler knows no DOM; in-page.d.mts has the types.
 */

export function lookAt(element, { columns, rows }) {
  const canvas = document.createElement('canvas');
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.imageSmoothingQuality = 'high';
  context.drawImage(element, 0, 0, columns, rows);
  const { data } = context.getImageData(0, 0, columns, rows);
  const cells = [];
  for (let at = 0; at < data.length; at += 4) cells.push({ red: data[at], green: data[at + 1], blue: data[at + 2] });
  return { frames: element.getVideoPlaybackQuality().totalVideoFrames, cells };
}

/** Pulsed tones need the loudest of some looks. */
export async function listenTo(element) {
  const context = new AudioContext();
  await context.resume();
  const analyser = context.createAnalyser();
  analyser.fftSize = 16_384;
  context.createMediaStreamSource(element.srcObject).connect(analyser);
  const spectrum = new Float32Array(analyser.frequencyBinCount);
  const loudest = { dominantHz: 0, decibels: Number.NEGATIVE_INFINITY };
  for (let look = 0; look < 8; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    analyser.getFloatFrequencyData(spectrum);
    spectrum.forEach((decibels, bin) => {
      if (decibels <= loudest.decibels) return;
      loudest.decibels = decibels;
      loudest.dominantHz = (bin * context.sampleRate) / analyser.fftSize;
    });
  }
  await context.close();
  return loudest;
}
