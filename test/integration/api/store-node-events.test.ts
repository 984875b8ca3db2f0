import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ArenaLinkId, type RoomId, streamIds, transportIds } from '../../../api/domain/base/ids.ts';
import type { Seat } from '../../../api/domain/participant/participant.ts';
import type { ProduceInput, UseCases } from '../../../api/domain/use-cases.ts';
import type { StreamInfo } from '../../../media/contract/commands.ts';
import type { NodeEvent } from '../../../media/contract/events.ts';
import { must, startTestDomain, type TestDomain } from '../../support/domain.ts';
import { someLeg } from '../../support/scripted-media-node.ts';

const arena = { host: '127.0.0.1', rtpPort: 5004, arena: 'bridge', token: 'geheim' };
const transportId = transportIds.of(randomUUID());
const microphone: ProduceInput = {
  transportId,
  kind: 'AUDIO',
  source: 'MICROPHONE',
  rtpParameters: { codecs: [], encodings: [] },
};

let domain: TestDomain;
let useCases: UseCases;
let roomId: RoomId;
let linkId: ArenaLinkId;

beforeAll(async () => {
  domain = await startTestDomain();
  useCases = domain.useCases;
});
beforeEach(async () => {
  domain.node.setDown(false);
  roomId = must(await useCases.createRoom({ name: 'Told of' })).id;
  linkId = must(await useCases.linkArena({ roomId, arena })).id;
});
afterAll(() => domain.close());

const tell = (event: NodeEvent) => domain.ear.applyNodeEvent(event);
const linked = (): NodeEvent => ({ kind: 'arenaLinkChanged', roomId, linkId, state: 'linked' });
const unreachable = (message = 'No answer to JOIN.'): NodeEvent => ({
  kind: 'arenaLinkChanged',
  roomId,
  linkId,
  state: 'unreachable',
  problem: { code: 'ARENA_UNREACHABLE', message },
  retryInMs: 5000,
});
const link = async () => (await useCases.arenaLinksById([linkId])).get(linkId);
const bodies = async () => (await domain.told(roomId)).map((event) => event.body);
const typesOf = async () => (await bodies()).map((body) => body.type);

async function join(displayName: string): Promise<Seat> {
  const { participant } = must(await useCases.joinRoom({ roomId }, { displayName }));
  return { roomId, participantId: participant.id };
}

async function active() {
  const streams = must(await useCases.streams({ roomId, includeEnded: true, first: 100 })).items.map(
    (item) => item.node,
  );
  const legs = [...(await useCases.legsOfStreams(streams.map((stream) => stream.id))).values()].flat();
  return {
    participants: must(await useCases.participants({ roomId, includeLeft: false, first: 100 })).items.length,
    streams: streams.filter((stream) => stream.state !== 'ENDED').length,
    legs: legs.filter((leg) => leg.endedAt === null).length,
  };
}

/** Somebody in the arena who speaks, heard by the room. */
async function arenaSpeaker(name = 'Olav'): Promise<{ participantId: string; streamId: string }> {
  const participantId = randomUUID();
  const streamId = randomUUID();
  await tell({ kind: 'arenaParticipantJoined', roomId, linkId, participantId, cname: `${name}@mcu`, name });
  const legs = [
    someLeg({ side: 'arena', direction: 'in', ssrc: 11, codec: 'speex', clockRate: 16_000 }),
    someLeg({ side: 'webrtc', direction: 'in', ssrc: 12 }),
  ];
  const stream = { streamId, participantId, kind: 'audio', source: 'microphone', legs } as const;
  await tell({ kind: 'streamStarted', roomId, linkId, stream });
  return { participantId, streamId };
}

describe('an arena link', () => {
  it('is told to the node with its token, and to everyone when it stands', async () => {
    await domain.ear.nodeCameUp();
    await expectSoon(() => domain.node.last('linkArena')?.linkId, linkId);
    expect(domain.node.last('linkArena')).toEqual({ roomId, linkId, ...arena, name: 'Told of' });
    await tell(linked());
    await tell(linked());
    expect(await link()).toMatchObject({ state: 'LINKED', problem: null });
    expect(await typesOf()).toEqual(['RoomCreated', 'ArenaLinkRequested', 'ArenaLinked']);
  });

  it('to an MCU that does not answer is told once, however often it is tried', async () => {
    for (let tries = 1; tries <= 3; tries++) {
      await tell({ kind: 'arenaLinkChanged', roomId, linkId, state: 'connecting' });
      await tell(unreachable(`No answer to JOIN, try ${tries}.`));
    }
    expect(await link()).toMatchObject({ state: 'UNREACHABLE', problem: { message: 'No answer to JOIN, try 3.' } });
    expect((await link())?.nextAttemptAt?.getTime()).toBeGreaterThan(Date.now() + 1000);
    expect(await typesOf()).toEqual(['RoomCreated', 'ArenaLinkRequested', 'ArenaUnreachable']);
  });

  it('that breaks takes the arena’s side of the room along, and nothing of the browsers’', async () => {
    await tell(linked());
    const ada = await join('Ada');
    const { id } = must(await useCases.produce(ada, microphone));
    await tell({
      kind: 'legStarted',
      roomId,
      streamId: id,
      leg: someLeg({ side: 'arena', direction: 'out', ssrc: 9 }),
    });
    const { streamId } = await arenaSpeaker();
    const legs = [someLeg({ side: 'arena' })];
    const scene: StreamInfo = { streamId: randomUUID(), kind: 'video', source: 'scene', legs };
    await tell({ kind: 'streamStarted', roomId, linkId, stream: scene });
    const rtpCapabilities = { codecs: [], headerExtensions: [] };
    must(await useCases.consume(ada, { transportId, streamId: streamIds.of(streamId), rtpCapabilities }));
    expect(await active()).toEqual({ participants: 2, streams: 3, legs: 6 });
    await tell(unreachable());
    expect(await active()).toEqual({ participants: 1, streams: 1, legs: 1 });
    expect((await bodies()).slice(-4)).toMatchObject([
      { type: 'StreamEnded', stream: { id: streamId } },
      { type: 'StreamEnded', stream: { id: scene.streamId } },
      { type: 'ParticipantLeft', reason: 'ARENA_UNLINKED' },
      { type: 'ArenaUnreachable', problem: { code: 'ARENA_UNREACHABLE' } },
    ]);
  });

  it('that is ended takes it along, too, is told to the node, and hears no late news', async () => {
    await tell(linked());
    await arenaSpeaker();
    must(await useCases.unlinkArena({ arenaLinkId: linkId }));
    expect(await active()).toEqual({ participants: 0, streams: 0, legs: 0 });
    await expectSoon(() => domain.node.last('unlinkArena')?.linkId, linkId);
    const before = await typesOf();
    await tell(linked());
    await arenaSpeaker('Late');
    expect(await typesOf()).toEqual(before);
    expect(await link()).toMatchObject({ state: 'UNLINKED' });
  });
});

describe('the arena’s people', () => {
  it('come and go with their streams', async () => {
    await tell(linked());
    const { participantId } = await arenaSpeaker();
    await tell({ kind: 'arenaParticipantLeft', roomId, participantId });
    await tell({ kind: 'arenaParticipantLeft', roomId, participantId });
    expect((await typesOf()).slice(3)).toEqual([
      'ParticipantJoined',
      'StreamStarted',
      'StreamEnded',
      'ParticipantLeft',
    ]);
    expect((await bodies()).at(-1)).toMatchObject({ reason: 'LEFT_ARENA', participant: { origin: 'ARENA' } });
  });

  it('are kept whatever the MCU calls them', async () => {
    const name = `\u0000Ol\u0000av \ud800${'x'.repeat(1000)}`;
    const cname = `${'c'.repeat(300)}\u0000`;
    const told = { kind: 'arenaParticipantJoined', roomId, linkId, participantId: randomUUID(), cname, name } as const;
    await tell(told);
    await tell(told);
    const people = must(await useCases.participants({ roomId, includeLeft: false, first: 10 })).items;
    expect(people).toHaveLength(1);
    expect(people[0]?.node.displayName).toHaveLength(255);
    expect(people[0]?.node.displayName).toMatch(/^Ol av \ufffdx+$/);
    expect(people[0]?.node.cname).toBe('c'.repeat(255));
  });
});

describe('legs', () => {
  it('begin and end in the ledger', async () => {
    const ada = await join('Ada');
    const { id } = must(await useCases.produce(ada, microphone));
    const leg = someLeg({ side: 'arena', direction: 'out', codec: 'speex', ssrc: 4_294_967_295 });
    await tell({ kind: 'legStarted', roomId, streamId: id, leg });
    await tell({ kind: 'legStarted', roomId, streamId: id, leg });
    await tell({ kind: 'legEnded', roomId, streamId: id, legId: leg.legId });
    const legs = (await useCases.legsOfStreams([id])).get(id);
    expect(legs?.map(({ ssrc, endedAt }) => [ssrc, endedAt === null])).toEqual([
      [4_000_000_001, true],
      [4_294_967_295, false],
    ]);
  });

  it('told of before the stream is written down wait for it', async () => {
    const ada = await join('Ada');
    let told: Promise<void> | undefined;
    domain.node.onObeyed('produce', async () => {
      const streamId = domain.node.last('produce')?.streamId ?? '';
      told = tell({ kind: 'legStarted', roomId, streamId, leg: someLeg({ side: 'arena', direction: 'out' }) });
    });
    const { id } = must(await useCases.produce(ada, microphone));
    domain.node.onObeyed('produce', async () => undefined);
    await told;
    expect((await useCases.legsOfStreams([id])).get(id)).toHaveLength(2);
  });

  it('of a stream whose transcoder gave up are told of', async () => {
    const ada = await join('Ada');
    const { id } = must(await useCases.produce(ada, microphone));
    await tell({ kind: 'transcoderFailed', roomId, streamId: id, reason: 'boom\u0000' });
    expect((await bodies()).at(-1)).toMatchObject({ type: 'StreamTranscodingFailed', reason: 'boom', stream: { id } });
  });
});

describe('a node that goes down', () => {
  async function fill(): Promise<void> {
    await tell(linked());
    const ada = await join('Ada');
    must(await useCases.produce(ada, microphone));
    await arenaSpeaker();
  }
  const nobody = { participants: 0, streams: 0, legs: 0 };

  it('ends what it carried, and the link is made again when it is back', async () => {
    await fill();
    await domain.ear.nodeWentDown();
    expect(await active()).toEqual(nobody);
    expect((await bodies()).filter((body) => body.type === 'ParticipantLeft')).toMatchObject([
      { reason: 'NODE_LOST' },
      { reason: 'NODE_LOST' },
    ]);
    expect(await link()).toMatchObject({ state: 'CONNECTING' });
    expect(await useCases.mediaNodes()).toMatchObject([{ name: 'local', state: 'DOWN' }]);
    const before = domain.node.asked.length;
    await domain.ear.nodeCameUp();
    await expectSoon(() => domain.node.asked.slice(before).includes('linkArena'), true);
    expect(await useCases.mediaNodes()).toMatchObject([{ state: 'UP', upSince: expect.any(Date) }]);
  });

  it('takes a join along that it had just answered', async () => {
    let down: Promise<void> | undefined;
    domain.node.onObeyed('joinRoom', async () => {
      down = domain.ear.nodeWentDown();
    });
    await useCases.joinRoom({ roomId }, { displayName: 'Unlucky' });
    domain.node.onObeyed('joinRoom', async () => undefined);
    await down;
    expect(await active()).toEqual(nobody);
  });

  it('or only loses a room, ends that', async () => {
    await fill();
    await tell({ kind: 'roomLost', roomId, reason: 'worker died' });
    expect(await active()).toEqual(nobody);
    expect(await link()).toMatchObject({ state: 'CONNECTING', endedAt: null });
  });

  it('together with the whole process, has everything ended at the next start', async () => {
    await fill();
    const { domain: next, store } = await domain.another();
    await next.ear.recover();
    await next.close();
    await store.close();
    expect(await active()).toEqual(nobody);
    expect((await typesOf()).slice(-4)).toEqual(['StreamEnded', 'StreamEnded', 'ParticipantLeft', 'ParticipantLeft']);
  });
});

describe('a closed room', () => {
  it('is closed at the node, later where the node is down', async () => {
    domain.node.setDown(true);
    must(await useCases.closeRoom({ roomId }));
    domain.node.setDown(false);
    await domain.ear.nodeCameUp();
    await expectSoon(() => domain.node.last('closeRoom')?.roomId, roomId);
    await expectSoon(async () => (await domain.store.reconcile.wanted()).roomsToRelease, []);
  });
});

/** For what happens without our waiting for it: looks again until it is so; the test's own time limit ends it. */
async function expectSoon<T>(look: () => T | Promise<T>, expected: T): Promise<void> {
  while (JSON.stringify(await look()) !== JSON.stringify(expected))
    await new Promise((resolve) => setTimeout(resolve, 10));
}
