import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NodeEvent } from '../../../media/contract/events.ts';
import type { RtpCapabilities } from '../../../media/contract/rtp-types.ts';
import { createReferenceMcu, type ReferenceMcu } from '../../support/arena-mcu/reference-mcu.ts';
import { eventually } from '../../support/eventually.ts';
import { startTestNode, type TestNode } from '../../support/media-node.ts';
import { testPolicy } from '../../support/policy.ts';
import { childrenOf, countChildren, udpSocketsOf } from '../../support/process-tree.ts';
import { silentLog } from '../../support/silent-log.ts';

type Kind = NodeEvent['kind'];
type EventOf<K extends Kind> = Extract<NodeEvent, { kind: K }>;

describe('a media node', () => {
  let node: TestNode;
  let mcu: ReferenceMcu;
  let roomId: string;
  let linkId: string;
  let capabilities: RtpCapabilities;

  beforeAll(async () => {
    mcu = await createReferenceMcu({ arenas: ['ops-room'], log: silentLog });
    node = await startTestNode();
  });

  afterAll(async () => {
    await node?.[Symbol.asyncDispose]();
    await mcu?.close();
  });

  beforeEach(async () => {
    roomId = randomUUID();
    linkId = randomUUID();
    capabilities = (await node.ask('openRoom', { roomId, policy: testPolicy })).routerRtpCapabilities;
  });

  afterEach(async () => {
    await node.ask('closeRoom', { roomId });
    await mcu.until(() => mcu.sessions().length === 0, { what: 'the gateway has left' });
  });

  function told<K extends Kind>(kind: K): EventOf<K>[] {
    return node.events.filter((event): event is EventOf<K> => event.kind === kind && event.roomId === roomId);
  }

  function link(rtpPort = mcu.rtpPort, arena = 'ops-room') {
    return node.ask('linkArena', { roomId, linkId, host: mcu.host, rtpPort, arena, name: 'Morning meeting' });
  }

  async function join(name: string) {
    const person = { roomId, participantId: randomUUID() };
    await node.ask('joinRoom', { ...person, cname: `${person.participantId}@bryggen`, name });
    return person;
  }

  /** One of the arena's streams, once the node has told of it. */
  function arenaStream(source: 'mix' | 'scene') {
    return eventually(() => {
      const started = told('streamStarted').find(({ stream }) => stream.source === source);
      if (started === undefined) throw new Error(`no ${source} yet`);
      return started.stream;
    });
  }

  const ffmpegs = () => countChildren(node.pid, 'ffmpeg');

  it('links a room: the arena’s people and streams are told with their SSRCs, browsers’ are announced', async () => {
    const guest = await mcu.addParticipant('ops-room', {
      name: 'Ingrid',
      sound: { kind: 'tone', frequencyHz: 440 },
      picture: { kind: 'none' },
    });
    await join('Web user');
    await link();

    await eventually(() =>
      expect(told('arenaLinkChanged').map(({ state }) => state)).toEqual(['connecting', 'linked']),
    );
    await eventually(() => expect(told('arenaParticipantJoined').map(({ name }) => name)).toEqual(['Ingrid']));
    const scene = await arenaStream('scene');
    const mix = await arenaStream('mix');
    expect(scene).toMatchObject({
      kind: 'video',
      legs: [{ side: 'arena', direction: 'in', codec: 'theora', payloadType: 98 }],
    });
    expect(mix).toMatchObject({
      kind: 'audio',
      legs: [{ side: 'arena', direction: 'in', codec: 'speex', payloadType: 97 }],
    });
    const session = await mcu.until(() => mcu.sessions()[0], { what: 'a session' });
    await mcu.until(() => mcu.sessions()[0]?.participants.some(({ name }) => name === 'Web user'), {
      what: 'Web user',
    });
    expect(session.name).toBe('Morning meeting');

    await guest.leave();
    await eventually(() => expect(told('arenaParticipantLeft')).toHaveLength(1));
  });

  it('transcodes an arena’s stream once for all its receivers, and only while there are any', async () => {
    const guest = await mcu.addParticipant('ops-room', {
      name: 'Ingrid',
      sound: { kind: 'tone', frequencyHz: 440 },
      picture: { kind: 'none' },
    });
    await link();
    const mix = await arenaStream('mix');
    expect(ffmpegs()).toBe(0);

    const people = await Promise.all([join('One'), join('Two')]);
    for (const person of people) {
      const { transportId } = await node.ask('createTransport', { ...person, direction: 'receive' });
      const consumed = await node.ask('consume', {
        ...person,
        transportId,
        streamId: mix.streamId,
        rtpCapabilities: capabilities,
      });
      expect(consumed.leg).toMatchObject({
        side: 'webrtc',
        direction: 'out',
        codec: 'opus',
        toParticipantId: person.participantId,
      });
      await node.ask('resumeConsumer', { ...person, consumerId: consumed.consumerId });
    }
    await eventually(() => expect(ffmpegs()).toBe(1));
    await mcu.until(() => mcu.sessions()[0]?.subscriptions.length === 1, { what: 'a SUBSCRIBE' });

    for (const person of people) await node.ask('leaveRoom', person);
    await eventually(() => expect(ffmpegs()).toBe(0));
    await mcu.until(() => mcu.sessions()[0]?.subscriptions.length === 0, { what: 'an UNSUBSCRIBE' });
    await guest.leave();
  });

  it('tells that an MCU does not answer, tries again, and links once it does', async () => {
    mcu.setSilent(true);
    await link();
    await eventually(
      () =>
        expect(told('arenaLinkChanged').at(-1)).toMatchObject({
          state: 'unreachable',
          problem: { code: 'ARENA_UNREACHABLE' },
        }),
      30_000,
    );
    mcu.setSilent(false);
    await eventually(() => expect(told('arenaLinkChanged').at(-1)?.state).toBe('linked'), 30_000);
  });

  it('tells the MCU’s own reason for a refusal', async () => {
    await link(mcu.rtpPort, 'no-such-room');
    await eventually(() =>
      expect(told('arenaLinkChanged').at(-1)).toMatchObject({
        state: 'unreachable',
        problem: { code: 'ARENA_UNKNOWN' },
      }),
    );
    await node.ask('unlinkArena', { roomId, linkId });
  });

  it('ends the session on unlink and leaves no socket of it open', async () => {
    const before = udpSocketsOf(node.pid);
    await link();
    await eventually(() => expect(told('arenaLinkChanged').at(-1)?.state).toBe('linked'));
    expect(udpSocketsOf(node.pid)).toBe(before + 2);
    await node.ask('unlinkArena', { roomId, linkId });
    await mcu.until(() => mcu.sessions().length === 0, { what: 'the gateway has left' });
    expect(udpSocketsOf(node.pid)).toBe(before);
  });

  it('refuses what is not there, twice, or backwards, by code', async () => {
    const person = await join('One');
    const elsewhere = { ...person, roomId: randomUUID() };
    await expect(node.ask('createTransport', { ...elsewhere, direction: 'send' })).rejects.toMatchObject({
      code: 'ROOM_NOT_FOUND',
    });
    await expect(node.ask('restartIce', { ...person, transportId: randomUUID() })).rejects.toMatchObject({
      code: 'TRANSPORT_NOT_FOUND',
    });
    const { transportId, dtlsParameters } = await node.ask('createTransport', { ...person, direction: 'send' });
    const connect = () =>
      node.ask('connectTransport', { ...person, transportId, dtlsParameters: { ...dtlsParameters, role: 'client' } });
    await connect();
    await expect(connect()).rejects.toMatchObject({ code: 'TRANSPORT_ALREADY_CONNECTED' });
    const consume = { ...person, transportId, streamId: randomUUID(), rtpCapabilities: capabilities };
    await expect(node.ask('consume', consume)).rejects.toMatchObject({ code: 'TRANSPORT_WRONG_DIRECTION' });
    await expect(node.ask('pauseConsumer', { ...person, consumerId: randomUUID() })).rejects.toMatchObject({
      code: 'CONSUMER_NOT_FOUND',
    });
  });

  it('tells that its rooms are lost when their worker dies, and opens them anew', async () => {
    await join('One');
    const worker = childrenOf(node.pid).find(({ command }) => command.includes('mediasoup'));
    expect(worker).toBeDefined();
    if (worker !== undefined) process.kill(worker.pid, 'SIGKILL');
    await eventually(() => expect(told('roomLost')).toHaveLength(1));
    await eventually(() => node.ask('openRoom', { roomId, policy: testPolicy }));
  });

  it('answers health, readiness and metrics', async () => {
    const get = (path: string) => fetch(`http://127.0.0.1:${node.httpPort}${path}`);
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
    expect(await (await get('/metrics')).text()).toMatch(/^bryggen_media_rooms 1$/m);
    expect((await get('/elsewhere')).status).toBe(404);
  });
});
