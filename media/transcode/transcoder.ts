import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Log } from '../contract/log.ts';
import { parseRtpHeader } from '../rtp/rtp-packet.ts';
import { createRtpRewriter, type RtpRewriter } from '../rtp/rtp-stream-rewriter.ts';
import { type FfmpegRun, startFfmpegRun } from './ffmpeg-run.ts';
import { canTranscode, type MediaFormat } from './formats.ts';
import { createKeyframeNeed } from './keyframe-need.ts';
import { createMediaLag } from './media-lag.ts';
import { createPacketBacklog } from './packet-backlog.ts';
import { createPacketFilter } from './packet-filter.ts';
import { createSupervision, type SupervisionEvent, type TranscoderState } from './supervision.ts';
import { readTheoraConfiguration } from './theora-configuration.ts';
import { createTheoraSplitter } from './theora-splitter.ts';

export type { AudioFormat, MediaFormat, VideoFormat } from './formats.ts';
export type { TranscoderState } from './supervision.ts';

export interface TranscoderOptions {
  /** For the log. */
  id: string;
  from: MediaFormat;
  to: MediaFormat;
  /** Of all packets that leave, whatever happens to the process that makes them. */
  ssrc: number;
  /** One RTP packet of at most 1200 octets in the target format; sequence numbers and timestamps never jump. */
  onRtp(packet: Buffer): void;
  /** The source has to be asked for a keyframe; at most twice a second, only of pictures. */
  onKeyframeNeeded(): void;
  /** Told of every change but to `closed`, which the caller makes itself. */
  onState(state: TranscoderState): void;
  log: Log;
}

/** One stream, one direction, one supervised ffmpeg. */
export interface Transcoder {
  /**
   * One RTP packet in the source format; it is copied. Others (malformed, another payload type, RTCP) are counted and
   * dropped.
   */
  feed(packet: Buffer): void;
  /** The source has another description, as when Theora's headers changed: ffmpeg is started anew with it. */
  updateSource(from: MediaFormat): void;
  state(): TranscoderState;
  stats(): TranscoderStats;
  /** Resolves when the process is gone and all sockets are closed. Idempotent. */
  close(): Promise<void>;
}

export interface TranscoderStats {
  packetsIn: number;
  packetsOut: number;
  /** Packets that were fed but are not the source's. */
  packetsIgnored: number;
  restarts: number;
  keyframesAsked: number;
  /** How much less has come out than went in, in milliseconds of media; `undefined` until something came out. */
  lagMs: number | undefined;
  pid: number | undefined;
}

const TICK_MS = 50;

/**
 * Starts at once. Throws a TypeError where there is no way from one format to the other, or where a Theora source's
 * configuration cannot be read.
 */
export function createTranscoder(options: TranscoderOptions): Transcoder {
  const { id, to, log } = options;
  let source = openSource(options.from, to);
  const supervision = createSupervision(performance.now());
  const need = createKeyframeNeed();
  const backlog = createPacketBacklog(to.kind);
  const lag = createMediaLag(to.clockRate);
  const output = createRtpRewriter({ ...to, ssrc: options.ssrc });
  const counts = { packetsIn: 0, packetsOut: 0, packetsIgnored: 0, keyframesAsked: 0 };
  /** The present process has got something to start decoding with. */
  let isPrimed = false;
  let run: FfmpegRun | undefined = start();
  let whenGone: () => void = () => undefined;
  let closing: Promise<void> | undefined;
  const timer = setInterval(() => supervise({ kind: 'tick' }), TICK_MS);

  function start(): FfmpegRun {
    isPrimed = false;
    need.start();
    lag.restart(source.format.clockRate);
    return startFfmpegRun(source.format, to, log, {
      onReady: ready,
      onPacket: forward,
      onBeat: () => supervise({ kind: 'beat' }),
      onExit: exited,
    });
  }

  function supervise(event: SupervisionEvent): void {
    const before = supervision.state();
    const decision = supervision.decide(event, performance.now());
    const state = supervision.state();
    if (decision === 'kill') run?.kill();
    if (decision === 'spawn') run = start();
    if (state === before) return;
    if ('cause' in state) log.warn({ id, state, restarts: supervision.restarts() }, 'ffmpeg has ended unasked');
    options.onState(state);
  }

  function ready(): void {
    supervise({ kind: 'ready' });
    if (supervision.state().kind === 'running') send(backlog.take(performance.now()));
  }

  function exited(cause: string): void {
    run = undefined;
    supervise({ kind: 'exited', cause });
    whenGone();
  }

  function feed(original: Buffer): void {
    const header = parseRtpHeader(original);
    const use = header === undefined ? 'none' : source.judge(original, header);
    const copy = Buffer.from(original);
    const now = performance.now();
    if (header === undefined || use === 'none' || !source.rewriter.rewrite(copy, now)) {
      counts.packetsIgnored += 1;
      return;
    }
    counts.packetsIn += 1;
    const { kind } = supervision.state();
    if (kind === 'failed' || kind === 'closed') return;
    const startsKeyframe = use === 'key';
    const { ssrc, sequenceNumber } = header;
    if (need.observe({ ssrc, sequenceNumber, startsKeyframe }, now)) {
      counts.keyframesAsked += 1;
      options.onKeyframeNeeded();
    }
    const packets = source.split(copy);
    if (kind === 'running') {
      if (isPrimed || startsKeyframe) send(packets);
      return;
    }
    for (const packet of packets) backlog.add({ packet, timestamp: header.timestamp, startsKeyframe }, now);
  }

  function send(packets: readonly Buffer[]): void {
    if (packets.length === 0) return;
    isPrimed = true;
    for (const packet of packets) lag.sent(packet.readUInt32BE(4));
    run?.feed(packets);
    supervise({ kind: 'fed' });
  }

  function forward(packet: Buffer): void {
    if (supervision.state().kind === 'closed') return;
    lag.received(packet.readUInt32BE(4));
    if (!output.rewrite(packet, performance.now())) return;
    counts.packetsOut += 1;
    options.onRtp(packet);
  }

  function close(): Promise<void> {
    closing ??= new Promise((resolve) => {
      clearInterval(timer);
      whenGone = resolve;
      // The state goes first: nothing may start a process any more.
      supervision.decide({ kind: 'close' }, performance.now());
      if (run === undefined) resolve();
      else run.stop();
    });
    return closing;
  }

  return {
    feed,
    updateSource(next) {
      source = openSource(next, to);
      backlog.take(performance.now());
      supervise({ kind: 'replace' });
    },
    state: supervision.state,
    stats: () => ({ ...counts, restarts: supervision.restarts(), lagMs: lag.milliseconds(), pid: run?.pid() }),
    close,
  };
}

/** What belongs to one description of the source. */
interface Source {
  format: MediaFormat;
  judge: ReturnType<typeof createPacketFilter>;
  /** Makes of it one stream without jumps: ffmpeg would wait for what never comes, or start its clock anew. */
  rewriter: RtpRewriter;
  /** What ffmpeg takes only one by one. */
  split: (packet: Buffer) => Buffer[];
}

function openSource(format: MediaFormat, to: MediaFormat): Source {
  if (!canTranscode(format, to)) throw new TypeError(`Cannot transcode ${format.codec} to ${to.codec}.`);
  const rewriter = createRtpRewriter({ ...format, ssrc: randomInt(1, 2 ** 32) });
  return { format, judge: createPacketFilter(format), rewriter, split: splitterFor(format) };
}

function splitterFor(format: MediaFormat): (packet: Buffer) => Buffer[] {
  const theora = format.codec === 'theora' ? readTheoraConfiguration(format.configuration ?? '') : undefined;
  return theora === undefined ? (packet) => [packet] : createTheoraSplitter(theora.identification.frameRate);
}
