import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { TranscoderState } from '../../../media/transcode/transcoder.ts';
import {
  configurationOf,
  eventually,
  isAlive,
  OPUS,
  opusSource,
  SPEEX,
  THEORA,
  theoraSource,
  transcoder,
  VP8,
  vp8Source,
} from './transcode-support.ts';

describe('a transcoder whose ffmpeg', () => {
  it('is killed starts another, and its packets go on without a jump in number', async () => {
    await using source = await opusSource();
    const packets: Buffer[] = [];
    const states: TranscoderState['kind'][] = [];
    await using made = transcoder({
      from: OPUS,
      to: SPEEX,
      onRtp: (packet) => packets.push(packet),
      onState: (state) => states.push(state.kind),
    });
    source.onPacket = made.feed;
    await eventually('sound', () => packets.length > 25);

    const killed = made.stats().pid ?? 0;
    process.kill(killed, 'SIGKILL');
    await eventually('another process', () => made.stats().restarts === 1 && made.state().kind === 'running');
    const before = packets.length;
    await eventually('more sound', () => packets.length > before + 25);

    expect(made.stats().pid).not.toBe(killed);
    expect(states).toEqual(['running', 'backoff', 'starting', 'running']);
    expect(
      new Set(
        steps(
          packets.map((packet) => packet.readUInt16BE(2)),
          0xffff,
        ),
      ),
    ).toEqual(new Set([1]));
    const ticks = steps(
      packets.map((packet) => packet.readUInt32BE(4)),
      0xffff_ffff,
    );
    // Once, over the time that the restart took: less than two seconds.
    expect(ticks.filter((tick) => tick !== 320).length).toBeLessThanOrEqual(2);
    expect(Math.max(...ticks)).toBeLessThan(32_000);
  });

  it('hangs gets another', async () => {
    await using source = await opusSource();
    let packetsOut = 0;
    await using made = transcoder({ from: OPUS, to: SPEEX, onRtp: () => (packetsOut += 1) });
    source.onPacket = made.feed;
    await eventually('sound', () => packetsOut > 10);

    const stopped = made.stats().pid ?? 0;
    process.kill(stopped, 'SIGSTOP');
    await eventually('another process', () => made.state().kind === 'running' && made.stats().restarts === 1);
    const before = packetsOut;
    await eventually('sound', () => packetsOut > before + 10);
    expect(await isAlive(stopped)).toBe(false);
  });

  it('hears nothing for longer than ffmpeg’s own patience goes on with the next word', async () => {
    await using source = await opusSource();
    let packetsOut = 0;
    const states: TranscoderState['kind'][] = [];
    await using made = transcoder({
      from: OPUS,
      to: SPEEX,
      onRtp: () => (packetsOut += 1),
      onState: (state) => states.push(state.kind),
    });
    source.onPacket = made.feed;
    await eventually('sound', () => packetsOut > 10);
    const muted = made.stats().pid;

    source.onPacket = () => undefined;
    const unmutedAt = performance.now() + 11_000;
    await eventually('eleven seconds of silence', () => performance.now() > unmutedAt, 15_000);
    const before = packetsOut;
    source.onPacket = made.feed;
    await eventually('sound', () => packetsOut > before + 10);
    expect(made.stats().pid).toBe(muted);
    expect(states).toEqual(['running']);
  }, 30_000);

  it('has started asks for a keyframe, and again until one comes', async () => {
    await using source = await vp8Source();
    let asked = 0;
    await using made = transcoder({ from: VP8, to: THEORA, onKeyframeNeeded: () => (asked += 1) });
    let keyframes = 0;
    let missed: number | undefined;
    source.onPacket = (packet) => {
      const timestamp = packet.readUInt32BE(4);
      // The first octet behind GStreamer's four of descriptor: its lowest bit is 0 in a keyframe.
      const isKey = (packet.readUInt8(12) & 0x10) !== 0 && (packet.readUInt8(16) & 1) === 0;
      if (isKey) keyframes += 1;
      if (isKey && missed === undefined) missed = timestamp;
      if (timestamp !== missed) made.feed(packet);
    };
    await eventually('a second keyframe', () => keyframes > 1);
    expect(asked).toBeGreaterThanOrEqual(1);
    await eventually('pictures', () => made.stats().packetsOut > 0);
  });
});

describe('a transcoder of pictures', () => {
  it('asks for a keyframe when a packet is lost', async () => {
    await using source = await vp8Source();
    let asked = 0;
    await using made = transcoder({ from: VP8, to: THEORA, onKeyframeNeeded: () => (asked += 1) });
    source.onPacket = made.feed;
    await eventually('pictures', () => made.stats().packetsOut > 0);

    const before = asked;
    let isToLose = true;
    source.onPacket = (packet) => {
      if (isToLose) isToLose = false;
      else made.feed(packet);
    };
    await eventually('the asking', () => asked > before);
  });

  it('makes a keyframe of VP8 of each of Theora', async () => {
    await using source = await theoraSource();
    const configuration = await eventually('a configuration', () => configurationOf(source.pipeline));
    const keyframes: number[] = [];
    await using made = transcoder({
      from: { ...THEORA, configuration },
      to: { ...VP8, width: 320, height: 180, frameRate: 25 },
      onRtp: (packet) => {
        const isStart = (packet.readUInt8(12) & 0x10) !== 0;
        const descriptor = (packet.readUInt8(12) & 0x80) === 0 ? 1 : 4;
        if (isStart && (packet.readUInt8(12 + descriptor) & 1) === 0) keyframes.push(packet.readUInt32BE(4));
      },
    });
    source.onPacket = made.feed;
    await eventually('keyframes', () => keyframes.length >= 4);
    // The source makes one of every 25 pictures; our own encoder would make one of 50.
    expect(steps(keyframes, 0xffff_ffff).slice(1)).toEqual([90_000, 90_000]);
  });
});

describe('the end of a transcoder', () => {
  it('leaves no process, fed or silent, and may be asked for twice', async () => {
    await using source = await opusSource();
    const fed = transcoder({ from: OPUS, to: SPEEX });
    const silent = transcoder({ from: SPEEX, to: OPUS });
    const unborn = transcoder({ from: SPEEX, to: OPUS });
    const unbornClosed = unborn.close();
    source.onPacket = fed.feed;
    await eventually('running', () => fed.stats().packetsOut > 0 && silent.state().kind === 'running');
    const pids = [fed, silent].map((made) => made.stats().pid ?? 0);

    await Promise.all([fed.close(), fed.close(), silent.close(), unbornClosed]);
    expect(await Promise.all(pids.map(isAlive))).toEqual([false, false]);
    expect([fed, silent, unborn].map((made) => made.state().kind)).toEqual(['closed', 'closed', 'closed']);
    expect(await childrenNamed('ffmpeg')).toEqual([]);
    fed.feed(Buffer.alloc(20));
  });

  it('comes with the end of its process, even by SIGKILL', async () => {
    const script = fileURLToPath(new URL('./transcode-parent.ts', import.meta.url));
    const parent: ChildProcess = spawn(process.execPath, ['--import', 'tsx', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    let told = '';
    parent.stdout?.on('data', (chunk: Buffer) => {
      told += chunk.toString();
    });
    const pid = Number(await eventually('the pid', () => /^\d+$/m.exec(told)?.[0]));
    expect(await isAlive(pid)).toBe(true);

    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await eventually('the end of ffmpeg', async () => !(await isAlive(pid)), 2_000);
  });
});

/** The differences from each to the next, on a circle. */
function steps(values: readonly number[], mask: number): number[] {
  return values.slice(1).map((value, index) => ((value - (values[index] ?? 0)) & mask) >>> 0);
}

/** The pids of this process's children of a name. */
async function childrenNamed(name: string): Promise<string[]> {
  const children = (await readFile(`/proc/self/task/${process.pid}/children`, 'latin1')).split(' ').filter(Boolean);
  const names = await Promise.all(children.map((pid) => readFile(`/proc/${pid}/comm`, 'latin1').catch(() => '')));
  return children.filter((_, index) => names[index]?.trim() === name);
}
