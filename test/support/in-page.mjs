/**
 * Instruments that run inside a page under test: Playwright sends a function's text there, so each stands alone. JavaScript,
 * since the tests' compiler knows no DOM; in-page.d.mts has the types.
 */

/** Only the points are sent back: Playwright takes seconds over a whole picture. */
export function lookAt(element, points) {
  const canvas = document.createElement('canvas');
  canvas.width = 160;
  canvas.height = 90;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.imageSmoothingQuality = 'high';
  context.drawImage(element, 0, 0, canvas.width, canvas.height);
  const colours = points.map(({ x, y }) => {
    const [red, green, blue] = context.getImageData(x * canvas.width, y * canvas.height, 1, 1).data;
    return { red, green, blue };
  });
  return { frames: element.getVideoPlaybackQuality().totalVideoFrames, colours };
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
