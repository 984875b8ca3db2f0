/** Runs the operations of api/SIGNALLING.md, as they stand there, against the real API and media node. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, startTestApi, type TestApi, type TestSocket } from '../../support/api.ts';
import { eventually } from '../../support/eventually.ts';

const doc = readFileSync(new URL('../../../api/SIGNALLING.md', import.meta.url), 'utf8');
const blocks = [...doc.matchAll(/```(graphql|json)\n([\s\S]*?)```/g)].map(([, language, text = '']) => ({
  language,
  text,
}));

function operation(name: string): string {
  const found = blocks.find(({ language, text }) => language === 'graphql' && text.includes(` ${name}`));
  if (!found) throw new Error(`api/SIGNALLING.md has no operation ${name}`);
  return found.text;
}

/** The JSON right behind an operation, with the example's ids replaced. */
function variablesOf(name: string, ids: Record<string, string> = {}): Answer {
  const at = blocks.findIndex(({ text }) => text === operation(name));
  const json = blocks[at + 1];
  if (json?.language !== 'json') throw new Error(`api/SIGNALLING.md has no variables for ${name}`);
  return JSON.parse(json.text.replace(/<(\w+)>/g, (_all, key: string) => ids[key] ?? ''));
}

describe('api/SIGNALLING.md', () => {
  let api: TestApi;
  let token: string;
  beforeAll(async () => {
    api = await startTestApi();
    const { createRoom } = await api.ask(
      'mutation { createRoom(input: { name: "Signals" }) { ... on CreateRoomPayload { room { id } } } }',
    );
    const link =
      'mutation L($id: ID!) { createJoinLink(input: { roomId: $id }) { ... on CreateJoinLinkPayload { token } } }';
    token = (await api.ask(link, { id: createRoom.room.id })).createJoinLink.token;
  });
  afterAll(async () => {
    await api?.[Symbol.asyncDispose]();
  });

  async function join(displayName: string): Promise<{ socket: TestSocket; joined: Answer }> {
    const socket = await api.socket(token);
    const { joinRoom } = await socket.ask(operation('JoinRoom'), { input: { displayName } });
    return { socket, joined: joinRoom };
  }
  async function transport(socket: TestSocket, direction: string): Promise<string> {
    const { createTransport } = await socket.ask(operation('CreateTransport'), { input: { direction } });
    expect(createTransport).toMatchObject({ __typename: 'CreateTransportPayload', iceParameters: { iceLite: true } });
    return createTransport.transportId;
  }

  it('is how two clients join, send, receive and leave', async () => {
    const first = await api.socket(token);
    expect((await first.ask(operation('Who'))).viewer).toEqual({
      kind: 'INVITEE',
      room: { name: 'Signals', state: 'OPEN' },
    });
    const { joinRoom: ann } = await first.ask(operation('JoinRoom'), variablesOf('JoinRoom'));
    expect(ann.participant.displayName).toBe('Ann');
    const told = first.follow(operation('Events'), { after: ann.cursor });

    const transportId = await transport(first, variablesOf('CreateTransport').input.direction);
    const connect = variablesOf('ConnectTransport', { transportId });
    expect((await first.ask(operation('ConnectTransport'), connect)).connectTransport).toEqual({
      __typename: 'ConnectTransportPayload',
      transportId,
    });
    const { produce } = await first.ask(operation('Produce'), variablesOf('Produce', { transportId }));
    expect(produce.stream).toMatchObject({
      state: 'ACTIVE',
      legs: [{ side: 'WEBRTC', direction: 'IN', ssrc: 3735928559, payloadType: 111, codec: 'opus', clockRate: 48000 }],
    });
    const streamId = produce.stream.id;

    const { socket: second, joined: bo } = await join('Bo');
    expect(bo.room.streams.edges).toMatchObject([{ node: { id: streamId, participant: { id: ann.participant.id } } }]);
    const receiving = await transport(second, 'RECEIVE');
    const { codecs, headerExtensions } = bo.routerRtpCapabilities;
    const input = { transportId: receiving, streamId, rtpCapabilities: { codecs, headerExtensions } };
    const { consume } = await second.ask(operation('Consume'), { input });
    expect(consume).toMatchObject({ __typename: 'ConsumePayload', kind: 'AUDIO' });
    expect(consume.rtpParameters.cname).toEqual(expect.any(String));
    const consumer = { input: { consumerId: consume.consumerId } };
    expect((await second.ask(operation('ResumeConsumer'), consumer)).resumeConsumer.__typename).toBe('ConsumerPayload');

    const own = { input: { streamId } };
    expect((await first.ask(operation('PauseStream'), own)).pauseStream.stream.state).toBe('PAUSED');
    expect((await first.ask(operation('ResumeStream'), own)).resumeStream.stream.state).toBe('ACTIVE');
    const restart = await first.ask(operation('RestartIce'), { input: { transportId } });
    expect(restart.restartIce.iceParameters.iceLite).toBe(true);
    expect((await second.ask(operation('LeaveRoom'))).leaveRoom.participant).toEqual({
      state: 'LEFT',
      leaveReason: 'LEFT',
    });

    await eventually(() =>
      expect(told.seen.map(({ events }) => events.__typename)).toEqual([
        'StreamStarted',
        'ParticipantJoined',
        'StreamPaused',
        'StreamResumed',
        'ParticipantLeft',
      ]),
    );
  });

  it('is answered by typed errors where it goes wrong', async () => {
    const { socket } = await join('Cy');
    const sending = await transport(socket, 'SEND');
    const produce = async (change: (input: Answer) => void) => {
      const variables = variablesOf('Produce', { transportId: sending });
      change(variables.input);
      return (await socket.ask(operation('Produce'), variables)).produce;
    };
    expect(await produce((input) => (input.rtpParameters.encodings = []))).toMatchObject({
      __typename: 'InvalidInputError',
      code: 'INVALID_INPUT',
      field: 'rtpParameters.encodings',
    });
    expect(await produce((input) => (input.source = 'SCENE'))).toMatchObject({
      code: 'INVALID_INPUT',
      field: 'source',
    });
    expect(await produce((input) => (input.rtpParameters.codecs[0].mimeType = 'audio/G729'))).toMatchObject({
      __typename: 'InvalidInputError',
    });
    expect(await produce((input) => (input.transportId = 'nonsense'))).toMatchObject({ code: 'TRANSPORT_NOT_FOUND' });
    const receiving = await transport(socket, 'RECEIVE');
    expect(await produce((input) => (input.transportId = receiving))).toMatchObject({
      code: 'TRANSPORT_WRONG_DIRECTION',
    });
    const connect = variablesOf('ConnectTransport', { transportId: sending });
    await socket.ask(operation('ConnectTransport'), connect);
    expect((await socket.ask(operation('ConnectTransport'), connect)).connectTransport).toMatchObject({
      __typename: 'ConflictError',
      code: 'TRANSPORT_ALREADY_CONNECTED',
    });
  });
});
