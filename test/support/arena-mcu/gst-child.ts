/** One gst-launch-1.0 process: bytes in, bytes out. It dies with this process, even where that is killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { Log } from '../../../media/contract/log.ts';
import { gstOutputDescriptor } from './gst-pipelines.ts';

export interface GstChildOptions {
  readonly pipeline: readonly string[];
  readonly log: Log;
  /** What the pipeline wrote to its output descriptor. */
  readonly onOutput: (chunk: Buffer) => void;
  /** What gst-launch printed of the pipeline's caps; nothing is printed without it. */
  readonly onCaps?: (text: string) => void;
  /** It ended without having been closed; `reason` is its last message or its code. Told once. */
  readonly onFailure: (reason: string) => void;
}

export interface GstChild {
  /** Gives bytes to the pipeline; false, and nothing given, where more than `limit` octets wait already. */
  write(bytes: Buffer, limit: number): boolean;
  /** Ends the process. Idempotent. */
  close(): Promise<void>;
}

/** Longest piece of gst-launch's messages that is kept. */
const messageLimit = 500;

export function startGstChild({ pipeline, log, onOutput, onCaps, onFailure }: GstChildOptions): GstChild {
  const command = ['--pdeathsig', 'KILL', 'gst-launch-1.0', onCaps === undefined ? '-q' : '-v', ...pipeline];
  const child = spawn('setpriv', command, { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
  const input = child.stdin;
  let closing = false;
  let lastMessage = '';

  const output = outputOf(child);
  output.on('data', onOutput);
  output.on('error', (error) => log.debug({ error: error.message }, 'GStreamer gives no output'));
  child.stdout.on('data', (chunk: Buffer) => onCaps?.(chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => {
    lastMessage = chunk.toString('utf8').trim().slice(0, messageLimit);
    log.debug({ gstreamer: lastMessage }, 'GStreamer says');
  });
  // EPIPE of a process that is gone: its exit tells the reason.
  input.on('error', (error) => log.debug({ error: error.message }, 'GStreamer takes no input'));

  function fail(reason: string): void {
    if (closing) return;
    closing = true;
    onFailure(reason);
  }
  child.once('error', (error) => fail(error.message));
  child.once('exit', (code, signal) => fail(lastMessage || `gst-launch-1.0 ended with ${code ?? signal}`));

  return {
    write(bytes, limit) {
      if (closing || input.writableLength > limit) return false;
      input.write(bytes);
      return true;
    },
    async close() {
      closing = true;
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      // There is nothing in it that would be worth a slower end.
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function outputOf(child: ChildProcess): Readable {
  const stream = child.stdio[gstOutputDescriptor];
  if (!(stream instanceof Readable)) throw new Error('the output descriptor is not a pipe');
  return stream;
}
