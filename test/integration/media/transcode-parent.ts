import { OPUS, SPEEX, transcoder } from './transcode-support.ts';

/** A process with one transcoder, which tells the pid of its ffmpeg and waits to be killed. */
const parent = transcoder({
  from: OPUS,
  to: SPEEX,
  onState: (state) => {
    if (state.kind === 'running') process.stdout.write(`${parent.stats().pid}\n`);
  },
});
