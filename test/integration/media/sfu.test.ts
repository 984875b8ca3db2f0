import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildRtpPacket, parseRtpHeader } from '../../../media/rtp/rtp-packet.ts';
import { openLoopbackSocket } from '../../../media/sfu/loopback-socket.ts';
import type { SfuRouter } from '../../../media/sfu/router.ts';
import { createSfu, type Sfu } from '../../../media/sfu/workers.ts';
import { eventually } from '../../support/eventually.ts';
import { testPolicy } from '../../support/policy.ts';
import { countChildren } from '../../support/process-tree.ts';
import { silentLog } from '../../support/silent-log.ts';

const opus = { kind: 'audio', codec: 'opus', payloadType: 111, clockRate: 48_000, channels: 2 } as const;
const vp8 = { kind: 'video', codec: 'vp8', payloadType: 101, clockRate: 90_000 } as const;

describe('the SFU', () => {
  let sfu: Sfu;
  let router: SfuRouter;
  const lost: string[] = [];

  beforeAll(async () => {
    sfu = await createSfu({
      workerBin: process.env['MEDIASOUP_WORKER_BIN'],
      workerCount: 1,
      listenIp: '127.0.0.1',
      announcedAddress: undefined,
      portRange: undefined,
      log: silentLog,
    });
    router = await sfu.createRouter(testPolicy, (reason) => lost.push(reason));
  });

  afterAll(() => sfu.close());

  it('gives clients the policy’s codecs, and not the extension that breaks simulcast', () => {
    const names = router.rtpCapabilities.codecs.map(({ mimeType }) => mimeType.toLowerCase());
    expect(names).toEqual(['audio/opus', 'video/vp8', 'video/rtx', 'video/h264', 'video/rtx']);
    const extensions = router.rtpCapabilities.headerExtensions.map(({ uri }) => uri);
    expect(extensions.length).toBeGreaterThan(3);
    expect(extensions).not.toContainEqual(expect.stringContaining('abs-capture-time'));
  });

  it('passes what is injected to a tap, packet by packet, under the tap’s own SSRC', async () => {
    const streamId = randomUUID();
    const injection = await router.inject({ streamId, ...opus, cname: 'someone', onKeyframeRequest: () => undefined });
    const payloads: string[] = [];
    const ssrcs = new Set<number>();
    const tap = await router.tap({
      streamId,
      onRtp(packet) {
        const header = parseRtpHeader(packet);
        if (header === undefined) return;
        ssrcs.add(header.ssrc);
        payloads.push(packet.subarray(header.payloadOffset).toString());
      },
    });
    await tap.start();
    for (let count = 0; count < 10; count += 1) {
      injection.send(
        buildRtpPacket({
          payloadType: opus.payloadType,
          sequenceNumber: 65_530 + count,
          timestamp: 960 * count,
          ssrc: injection.ssrc,
          marker: count === 0,
          payload: Buffer.from(`packet ${count}`),
        }),
      );
    }
    await eventually(() => expect(payloads).toEqual(Array.from({ length: 10 }, (_, count) => `packet ${count}`)));
    expect([...ssrcs]).toEqual([tap.format.ssrc]);
    expect(tap.format).toMatchObject({ codec: 'opus', clockRate: 48_000, channels: 2 });
    tap.close();
    injection.close();
  });

  it('asks the source of injected pictures for a keyframe when somebody begins to look', async () => {
    const streamId = randomUUID();
    let asked = 0;
    const injection = await router.inject({ streamId, ...vp8, cname: 'someone', onKeyframeRequest: () => asked++ });
    // mediasoup asks only a sender that it has heard of. The payload is VP8's descriptor and an interframe's first octets.
    injection.send(
      buildRtpPacket({
        payloadType: vp8.payloadType,
        sequenceNumber: 1,
        timestamp: 0,
        ssrc: injection.ssrc,
        marker: true,
        payload: Buffer.from([0x10, 0x01, 0x00, 0x00]),
      }),
    );
    const tap = await router.tap({ streamId, onRtp: () => undefined });
    await tap.start();
    await eventually(() => expect(asked).toBeGreaterThan(0));
    tap.close();
    injection.close();
  });

  it('refuses RTP parameters that name the same SSRC twice, and codecs that the policy does not know', async () => {
    const transport = await router.createBrowserTransport('send');
    const parameters = (mimeType: string, mid: string) => ({
      mid,
      codecs: [
        {
          mimeType,
          payloadType: 100,
          clockRate: mimeType.startsWith('audio') ? 48_000 : 90_000,
          channels: mimeType.startsWith('audio') ? 2 : undefined,
        },
      ],
      encodings: [{ ssrc: 1234 }],
    });
    const produce = (mimeType: string, mid: string) =>
      transport.produce({
        streamId: randomUUID(),
        kind: mimeType.startsWith('audio') ? 'audio' : 'video',
        rtpParameters: parameters(mimeType, mid),
      });
    await produce('audio/opus', '0');
    await expect(produce('audio/opus', '1')).rejects.toMatchObject({ problem: { code: 'RTP_PARAMETERS_INVALID' } });
    await expect(produce('video/AV1', '2')).rejects.toMatchObject({ problem: { code: 'CODEC_NOT_SUPPORTED' } });
    transport.close();
  });

  it('leaves no worker behind where its ports are taken', async () => {
    const taken = await openLoopbackSocket();
    const before = countChildren(process.pid, 'mediasoup');
    const started = createSfu({
      workerBin: process.env['MEDIASOUP_WORKER_BIN'],
      workerCount: 1,
      listenIp: '127.0.0.1',
      announcedAddress: undefined,
      portRange: { min: taken.port, max: taken.port },
      log: silentLog,
    });
    await expect(started).rejects.toThrow();
    await eventually(() => expect(countChildren(process.pid, 'mediasoup')).toBe(before));
    taken.close();
  });

  it('tells of a worker’s death, and starts another', async () => {
    const children = execFileSync('ps', ['-o', 'pid=,comm=', '--ppid', String(process.pid)], { encoding: 'utf8' });
    const worker = /(\d+) mediasoup-work/.exec(children)?.[1];
    expect(worker).toBeDefined();
    process.kill(Number(worker), 'SIGKILL');
    await eventually(() => expect(lost).toEqual(['the mediasoup worker died']));
    await eventually(() => expect(sfu.liveWorkers()).toBe(1));
    const next = await sfu.createRouter(testPolicy, () => undefined);
    expect(next.rtpCapabilities.codecs.length).toBeGreaterThan(0);
    next.close();
  });
});
