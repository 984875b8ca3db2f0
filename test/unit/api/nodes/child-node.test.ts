import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type ChildNode, createChildNode } from '../../../../api/nodes/child-node.ts';
import type { NodeEvent } from '../../../../media/contract/events.ts';
import { eventually } from '../../../support/eventually.ts';
import { silentLog } from '../../../support/silent-log.ts';

const entry = fileURLToPath(new URL('../../../support/scripted-node.mjs', import.meta.url));
const ids = { roomId: randomUUID(), participantId: randomUUID() };

describe('a media node as a child process', () => {
  let node: ChildNode;
  let started: Promise<void>;
  let told: string[];
  let events: NodeEvent[];

  function start(script: string) {
    told = [];
    events = [];
    node = createChildNode({
      program: { entry, execArgv: [], env: { SCRIPT: script } },
      log: silentLog,
      requestTimeoutMs: 300,
      startTimeoutMs: 3000,
      endTimeoutMs: 300,
      restartDelays: { firstMs: 20, maxMs: 40, healthyAfterMs: 60_000 },
    });
    started = node.start({
      cameUp: async () => void told.push('up'),
      wentDown: async (reason) => void told.push(`down: ${reason}`),
      event: async (event) => void events.push(event),
    });
  }

  afterEach(() => node.close());

  it('answers what the process answers', async () => {
    start('ready');
    await started;
    expect(node.httpPort).toBe(4711);
    expect(await node.request('leaveRoom', ids)).toEqual({ ok: true, value: {} });
  });

  it('hands on a refusal as it is', async () => {
    start('ready');
    await started;
    const answer = await node.request('closeStream', { ...ids, streamId: randomUUID() });
    expect(answer).toEqual({ ok: false, problem: { code: 'STREAM_NOT_FOUND', message: 'no stream for closeStream' } });
  });

  it('tells events in their order', async () => {
    start('ready');
    await started;
    await node.request('joinRoom', { ...ids, cname: 'c', name: 'n' });
    await eventually(() => expect(events).toHaveLength(2));
    expect(events.map((event) => 'participantId' in event && event.participantId)).toEqual([
      ids.participantId,
      ids.roomId,
    ]);
  });

  it('is unavailable at once while the process starts', async () => {
    start('ready');
    const answer = await node.request('leaveRoom', ids);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'NODE_UNAVAILABLE' } });
    await started;
  });

  it('is unavailable where no answer comes in time', async () => {
    start('ready');
    await started;
    const answer = await node.request('pauseStream', { ...ids, streamId: randomUUID() });
    expect(answer).toMatchObject({ ok: false, problem: { code: 'NODE_UNAVAILABLE' } });
    expect(node.up).toBe(true);
  });

  it('settles open requests and starts the process anew when it dies', async () => {
    start('ready');
    await started;
    const firstPid = node.pid;
    const answer = await node.request('closeRoom', { roomId: ids.roomId });
    expect(answer).toMatchObject({ ok: false, problem: { code: 'NODE_UNAVAILABLE' } });
    await eventually(() => expect(told).toEqual(['up', 'down: exit code 3', 'up']));
    expect(node.pid).not.toBe(firstPid);
    expect(await node.request('leaveRoom', ids)).toEqual({ ok: true, value: {} });
  });

  it('kills and restarts a process that breaks the contract', async () => {
    start('ready,nonsense');
    await eventually(() => expect(told.slice(0, 3)).toEqual(['up', 'down: signal SIGKILL', 'up']));
  });

  it('rejects, as a fault of ours, inputs and outputs that break the contract', async () => {
    start('ready');
    await started;
    await expect(node.request('leaveRoom', { ...ids, roomId: 'not a uuid' })).rejects.toThrow(/uuid/i);
    const policy = {
      webRtcAudio: ['opus' as const],
      webRtcVideo: ['vp8' as const],
      arenaAudio: { codec: 'speex' as const, payloadType: 97, clockRate: 16_000 as const },
      arenaVideo: {
        codec: 'theora' as const,
        payloadType: 98,
        width: 640,
        height: 360,
        frameRate: 25,
        bitrate: 800_000,
      },
    };
    await expect(node.request('openRoom', { roomId: ids.roomId, policy })).rejects.toThrow(/routerRtpCapabilities/);
  });

  it('leaves no process behind, even one that does not listen', async () => {
    start('ready,stubborn');
    await started;
    const pid = node.pid ?? 0;
    await node.close();
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    expect(told).toEqual(['up']);
  });
});
