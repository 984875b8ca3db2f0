import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { consumerIds, type RoomId, roomIds, type StreamId, transportIds } from '../../../api/domain/base/ids.ts';
import { createRandom } from '../../../api/domain/base/random.ts';
import { parseLogCursor } from '../../../api/domain/event/cursor.ts';
import type { Seat } from '../../../api/domain/participant/participant.ts';
import type { UseCases } from '../../../api/domain/use-cases.ts';
import { codeOf, must, startTestDomain, type TestDomain } from '../../support/domain.ts';

const random = createRandom();
const transportId = transportIds.of(random.uuid());
const rtpParameters = { codecs: [], encodings: [] };
const microphone = { transportId, kind: 'AUDIO', source: 'MICROPHONE', rtpParameters } as const;
const rtpCapabilities = { codecs: [], headerExtensions: [] };

let domain: TestDomain;
let useCases: UseCases;
let roomId: RoomId;

beforeAll(async () => {
  domain = await startTestDomain();
  useCases = domain.useCases;
});
beforeEach(async () => {
  domain.node.setDown(false);
  roomId = must(await useCases.createRoom({ name: 'Signalled' })).id;
});
afterAll(() => domain.close());

async function join(displayName: string): Promise<Seat> {
  const { participant } = must(await useCases.joinRoom({ roomId }, { displayName }));
  return { roomId, participantId: participant.id };
}

const typesOf = async () => (await domain.told(roomId)).map((event) => event.body.type);

/** How many rows of the room are still going on. */
async function active() {
  const [people, streams] = await Promise.all([
    useCases.participants({ roomId, includeLeft: false, first: 100 }),
    useCases.streams({ roomId, includeEnded: true, first: 100 }),
  ]);
  const all = must(streams).items.map((item) => item.node);
  const legs = [...(await useCases.legsOfStreams(all.map((stream) => stream.id))).values()].flat();
  return {
    participants: must(people).items.length,
    streams: all.filter((stream) => stream.state !== 'ENDED').length,
    legs: legs.filter((leg) => leg.endedAt === null).length,
  };
}

describe('joining', () => {
  it('takes a seat at the node, then tells it, and gives the cursor of its own event', async () => {
    const joined = must(await useCases.joinRoom({ roomId, displayName: 'By link' }, { displayName: 'Own' }));
    expect(joined.participant).toMatchObject({ displayName: 'By link', origin: 'BROWSER', state: 'JOINED' });
    expect(joined.room.id).toBe(roomId);
    expect(domain.node.last('joinRoom')).toMatchObject({ name: 'By link', cname: joined.participant.cname });
    const own = (await domain.told(roomId)).at(-1);
    expect(own).toMatchObject({ cursor: joined.cursor, body: { type: 'ParticipantJoined' } });
    await join('Later');
    const after = await domain.store.events.read({ roomId, after: parseLogCursor(joined.cursor), limit: 10 });
    expect(after.map((event) => event.body.type)).toEqual(['ParticipantJoined']);
  });

  it('is refused to closed and unknown rooms, to bad names, and while the node is down, and leaves no row', async () => {
    expect(codeOf(await useCases.joinRoom({ roomId: roomIds.of(random.uuid()) }, { displayName: 'A' }))).toBe(
      'ROOM_NOT_FOUND',
    );
    expect(codeOf(await useCases.joinRoom({ roomId }, { displayName: 'x'.repeat(81) }))).toBe('INVALID_INPUT');
    domain.node.setDown(true);
    expect(codeOf(await useCases.joinRoom({ roomId }, { displayName: 'A' }))).toBe('MEDIA_NODE_UNAVAILABLE');
    domain.node.setDown(false);
    expect(await active()).toEqual({ participants: 0, streams: 0, legs: 0 });
    must(await useCases.closeRoom({ roomId }));
    expect(codeOf(await useCases.joinRoom({ roomId }, { displayName: 'A' }))).toBe('ROOM_CLOSED');
  });

  it('is undone at the node where the room is closed meanwhile', async () => {
    let once = true;
    domain.node.onObeyed('joinRoom', async () => {
      if (once) must(await useCases.closeRoom({ roomId }));
      once = false;
    });
    expect(codeOf(await useCases.joinRoom({ roomId }, { displayName: 'A' }))).toBe('ROOM_CLOSED');
    expect(domain.node.asked).toContain('leaveRoom');
    expect(domain.node.last('closeRoom')).toEqual({ roomId });
    expect(await active()).toEqual({ participants: 0, streams: 0, legs: 0 });
  });
});

describe('streams', () => {
  it('are kept with their legs: who sends what, and who receives it', async () => {
    const [ada, ben] = [await join('Ada'), await join('Ben')];
    const stream = must(await useCases.produce(ada, microphone));
    const consumer = must(await useCases.consume(ben, { transportId, streamId: stream.id, rtpCapabilities }));
    expect(consumer).toMatchObject({ kind: 'AUDIO', stream: { id: stream.id } });
    const legs = (await useCases.legsOfStreams([stream.id])).get(stream.id);
    expect(legs).toMatchObject([
      { side: 'WEBRTC', direction: 'IN', ssrc: 4_000_000_001, codec: 'opus', toParticipantId: null },
      { side: 'WEBRTC', direction: 'OUT', ssrc: 7, toParticipantId: ben.participantId },
    ]);
    expect((await useCases.streamsOfParticipants([ada.participantId])).get(ada.participantId)).toEqual([stream]);
    expect(must(await useCases.resumeConsumer(ben, consumer.consumerId))).toEqual({ consumerId: consumer.consumerId });
  });

  it('are paused and resumed, each told once', async () => {
    const ada = await join('Ada');
    const { id } = must(await useCases.produce(ada, microphone));
    expect(must(await useCases.pauseStream(ada, id)).state).toBe('PAUSED');
    must(await useCases.pauseStream(ada, id));
    expect(must(await useCases.resumeStream(ada, id)).state).toBe('ACTIVE');
    expect(must(await useCases.closeStream(ada, id)).state).toBe('ENDED');
    expect(must(await useCases.closeStream(ada, id)).state).toBe('ENDED');
    expect(codeOf(await useCases.resumeStream(ada, id))).toBe('STREAM_NOT_FOUND');
    const told = ['StreamStarted', 'StreamPaused', 'StreamResumed', 'StreamEnded'];
    expect((await typesOf()).filter((type) => type.startsWith('Stream'))).toEqual(told);
  });

  it('are nobody’s but their owner’s to change', async () => {
    const [ada, ben] = [await join('Ada'), await join('Ben')];
    const { id } = must(await useCases.produce(ada, microphone));
    for (const change of [useCases.pauseStream, useCases.resumeStream, useCases.closeStream]) {
      expect(codeOf(await change(ben, id))).toBe('STREAM_NOT_FOUND');
    }
  });

  it.each([
    ['RTP_PARAMETERS_INVALID', 'InvalidInputError'],
    ['CODEC_NOT_SUPPORTED', 'InvalidInputError'],
    ['TRANSPORT_NOT_FOUND', 'NotFoundError'],
    ['TRANSPORT_WRONG_DIRECTION', 'ConflictError'],
  ] as const)('that the node refuses with %s leave no row', async (code, kind) => {
    const ada = await join('Ada');
    domain.node.refuse('produce', code);
    const refused = await useCases.produce(ada, microphone);
    domain.node.refuse('produce', undefined);
    expect(refused).toMatchObject({ ok: false, error: { code, kind } });
    expect(await active()).toEqual({ participants: 1, streams: 0, legs: 0 });
  });

  it('of who has left meanwhile are undone at the node', async () => {
    const ada = await join('Ada');
    let left: Promise<unknown> | undefined;
    domain.node.onObeyed('produce', async () => {
      left ??= useCases.leaveRoom(ada, 'LEFT');
      await left;
    });
    expect(codeOf(await useCases.produce(ada, microphone))).toBe('PARTICIPANT_NOT_FOUND');
    domain.node.onObeyed('produce', async () => undefined);
    expect(domain.node.asked.at(-1)).toBe('closeStream');
    expect(await active()).toEqual({ participants: 0, streams: 0, legs: 0 });
  });

  it('whose row cannot be written are undone at the node', async () => {
    const { store, domain: other, node } = await domain.another();
    const ada = await join('Ada');
    node.onObeyed('produce', () => store.close());
    await expect(other.useCases.produce(ada, microphone)).rejects.toThrow();
    expect(node.asked).toEqual(['produce', 'closeStream']);
    await other.close();
    expect(await active()).toEqual({ participants: 1, streams: 0, legs: 0 });
  });
});

describe('leaving', () => {
  it('ends all that hangs on the participant, streams told before the leaving', async () => {
    const [ada, ben] = [await join('Ada'), await join('Ben')];
    const streamOf = async (seat: Seat): Promise<StreamId> => must(await useCases.produce(seat, microphone)).id;
    const [ofAda, ofBen] = [await streamOf(ada), await streamOf(ben)];
    must(await useCases.consume(ada, { transportId, streamId: ofBen, rtpCapabilities }));
    must(await useCases.consume(ben, { transportId, streamId: ofAda, rtpCapabilities }));
    expect(await active()).toEqual({ participants: 2, streams: 2, legs: 4 });
    const left = must(await useCases.leaveRoom(ada, 'CONNECTION_LOST'));
    expect(left).toMatchObject({ state: 'LEFT', leaveReason: 'CONNECTION_LOST' });
    // Ben's own incoming leg stays.
    expect(await active()).toEqual({ participants: 1, streams: 1, legs: 1 });
    expect((await domain.told(roomId)).slice(-2)).toMatchObject([
      { body: { type: 'StreamEnded', stream: { id: ofAda, state: 'ENDED' } } },
      { body: { type: 'ParticipantLeft', reason: 'CONNECTION_LOST' } },
    ]);
  });

  it('is done once, and works with the node down', async () => {
    const ada = await join('Ada');
    domain.node.setDown(true);
    const left = must(await useCases.leaveRoom(ada, 'LEFT'));
    expect(must(await useCases.leaveRoom(ada, 'CONNECTION_LOST'))).toEqual(left);
    expect((await typesOf()).filter((type) => type === 'ParticipantLeft')).toHaveLength(1);
  });

  it('comes to everyone with the closing of the room', async () => {
    const [ada, ben] = [await join('Ada'), await join('Ben')];
    const { id } = must(await useCases.produce(ada, microphone));
    must(await useCases.consume(ben, { transportId, streamId: id, rtpCapabilities }));
    must(await useCases.closeRoom({ roomId }));
    expect(await active()).toEqual({ participants: 0, streams: 0, legs: 0 });
    expect((await typesOf()).slice(-4)).toEqual(['StreamEnded', 'ParticipantLeft', 'ParticipantLeft', 'RoomClosed']);
    expect((await useCases.participantsById([ben.participantId])).get(ben.participantId)).toMatchObject({
      leaveReason: 'ROOM_CLOSED',
    });
  });
});

describe('what lives in the node alone', () => {
  it('is passed on, with the node’s refusals in the catalogue’s words', async () => {
    const ada = await join('Ada');
    const made = must(await useCases.createTransport(ada, { direction: 'SEND' }));
    expect(domain.node.last('createTransport')).toMatchObject({ direction: 'send', ...ada });
    domain.node.refuse('connectTransport', 'TRANSPORT_ALREADY_CONNECTED');
    const dtlsParameters = { fingerprints: [] };
    const again = await useCases.connectTransport(ada, { transportId: made.transportId, dtlsParameters });
    expect(again).toMatchObject({ ok: false, error: { kind: 'ConflictError', code: 'TRANSPORT_ALREADY_CONNECTED' } });
    domain.node.refuse('pauseConsumer', 'CONSUMER_NOT_FOUND');
    const consumerId = consumerIds.of(random.uuid());
    expect(codeOf(await useCases.pauseConsumer(ada, consumerId))).toBe('CONSUMER_NOT_FOUND');
    domain.node.refuse('restartIce', 'ROOM_NOT_FOUND');
    expect(codeOf(await useCases.restartIce(ada, { transportId }))).toBe('PARTICIPANT_NOT_FOUND');
    domain.node.refuse('restartIce', 'INTERNAL');
    await expect(useCases.restartIce(ada, { transportId })).rejects.toThrow('INTERNAL');
  });
});
