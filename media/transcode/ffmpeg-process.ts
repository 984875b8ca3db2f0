import { ChildProcess } from 'node:child_process';
import { Readable, type Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import ffmpeg from 'fluent-ffmpeg';

/** One run of ffmpeg: options before and behind `-i pipe:0`, the text for its standard input, and where it sends. */
export interface FfmpegJob {
  inputOptions: readonly string[];
  /** SDP, or `undefined` for an input that needs none; then `source` is what follows `-i`. */
  input: { kind: 'sdp'; text: string } | { kind: 'source'; source: string };
  outputOptions: readonly string[];
  output: { kind: 'url'; url: string } | { kind: 'stream'; stream: Writable };
}

/** How it ended. `cause` is for people: fluent-ffmpeg's sentence and ffmpeg's last words. */
export interface FfmpegEnd {
  kind: 'finished' | 'failed';
  cause: string;
}

export interface FfmpegProcess {
  /** `undefined` until it is spawned, and after its end. */
  pid(): number | undefined;
  /** Sends a signal, also to a process that is only about to be spawned. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
  /** Resolves once, when the process is gone. Never rejects. */
  readonly ended: Promise<FfmpegEnd>;
}

export interface FfmpegListener {
  /** ffmpeg has told its progress: it is not stuck. */
  onBeat(): void;
  /** A warning or error of ffmpeg's, one line. */
  onWarning(line: string): void;
}

const CHILD = fileURLToPath(new URL('./ffmpeg-child.sh', import.meta.url));

/** `key=value` as `-progress` writes it, and nothing else. */
const PROGRESS_LINE = /^[a-z_0-9]+=\s*\S+$/;

/**
 * Starts ffmpeg. The only file that knows fluent-ffmpeg, which is archived. Its first run in a process asks ffmpeg for
 * its formats and encoders, which takes 200 ms; `theoraConfigurationFor`, asked at boot, pays for that.
 */
export function startFfmpeg(job: FfmpegJob, listener: FfmpegListener): FfmpegProcess {
  let pendingSignal: 'SIGTERM' | 'SIGKILL' | undefined;
  const command = ffmpeg({ stdoutLines: 20 }).setFfmpegPath(CHILD);
  command.input(job.input.kind === 'sdp' ? Readable.from([job.input.text]) : job.input.source);
  // One string at a time: from an array fluent-ffmpeg splits options at their spaces.
  command.inputOptions(...job.inputOptions);
  command.output(job.output.kind === 'url' ? job.output.url : job.output.stream);
  command.outputOptions(...job.outputOptions);

  command.on('stderr', (line: string) => {
    if (!PROGRESS_LINE.test(line)) listener.onWarning(line);
    else if (line.startsWith('progress=')) listener.onBeat();
  });
  command.on('start', () => {
    if (pendingSignal !== undefined) command.kill(pendingSignal);
  });
  const ended = new Promise<FfmpegEnd>((resolve) => {
    const finish = (end: FfmpegEnd) => whenGone(childOf(command), () => resolve(end));
    command.on('end', () => finish({ kind: 'finished', cause: 'ffmpeg came to an end' }));
    command.on('error', (error: Error) => finish({ kind: 'failed', cause: withoutProgress(error.message) }));
  });
  command.run();

  return {
    pid: () => childOf(command)?.pid,
    kill(signal) {
      if (childOf(command) === undefined) pendingSignal = signal;
      else command.kill(signal);
    },
    ended,
  };
}

/** fluent-ffmpeg keeps its child process, until it is gone, in a property that its types do not tell. */
function childOf(command: object): ChildProcess | undefined {
  const child: unknown = Reflect.get(command, 'ffmpegProc');
  return child instanceof ChildProcess ? child : undefined;
}

/** fluent-ffmpeg tells an output's end or error before it has ended the process. */
function whenGone(child: ChildProcess | undefined, then: () => void): void {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
    then();
    return;
  }
  child.once('exit', then);
  child.kill('SIGKILL');
}

function withoutProgress(message: string): string {
  const lines = message.split('\n').filter((line) => !PROGRESS_LINE.test(line));
  return lines.join('; ').slice(0, 500);
}
