import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { WebSocket } from 'ws';
import { queryLimits } from '../../../api/server/query-limits.ts';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { eventually } from '../../support/eventually.ts';

const CREATE =
  'mutation C($input: CreateRoomInput!) { createRoom(input: $input) { __typename ... on CreateRoomPayload { room { id slug } } ... on Error { code message remedy } } }';
const LINK =
  'mutation L($input: CreateJoinLinkInput!) { createJoinLink(input: $input) { __typename ... on CreateJoinLinkPayload { url token } ... on Error { code } } }';
const JOIN = `mutation J($name: String!) { joinRoom(input: { displayName: $name }) { __typename
  ... on JoinRoomPayload { participant { id displayName state room { slug } } sessionToken reconnectWithinMs cursor
    routerRtpCapabilities { codecs { mimeType } } room { participants { edges { node { displayName } } } } }
  ... on Error { code message remedy } } }`;
const EVENTS = `subscription E($roomId: ID, $after: String) { events(roomId: $roomId, after: $after) { __typename cursor room { slug }
  ... on ParticipantJoined { participant { displayName } } ... on ParticipantLeft { participant { displayName } reason } } }`;
const VIEWER = '{ viewer { kind room { slug } participant { displayName } } }';

describe('the server', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(async () => {
    await api?.[Symbol.asyncDispose]();
  });

  async function room(slug: string) {
    const { createRoom } = await api.ask(CREATE, { input: { name: slug, slug } });
    const { createJoinLink } = await api.ask(LINK, { input: { roomId: createRoom.room.id, ttlSeconds: 60 } });
    return { id: createRoom.room.id, url: createJoinLink.url, token: createJoinLink.token };
  }
  const stateOf = async (id: string) =>
    (await api.ask('query N($id: ID!) { node(id: $id) { ... on Participant { state leaveReason } } }', { id })).node;

  describe('health', () => {
    it('tells that it is alive and ready', async () => {
      expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
      const ready = await fetch(`${api.url}/readyz`);
      expect([ready.status, await ready.json()]).toEqual([200, { ready: true, reasons: {} }]);
    });

    it('has metrics that name what was asked, not how the client called it', async () => {
      await api.ask('query SomethingOfMyOwn { viewer { kind } }');
      const text = await (await fetch(`${api.url}/metrics`)).text();
      expect(text).toMatch(
        /bryggen_graphql_operation_duration_seconds_count\{kind="query",field="viewer",outcome="ok"\} \d/,
      );
      expect(text).toContain('bryggen_media_node_up 1');
      expect(text).toMatch(/^bryggen_open_rooms \d+$/m);
      expect(text).not.toContain('SomethingOfMyOwn');
    });
  });

  describe.each(['HTTP', 'WebSocket'])('over %s', (transport) => {
    async function ask(query: string, variables: object = {}, token: string | null = api.app.adminKey) {
      if (transport === 'HTTP') return api.ask(query, variables, token);
      const socket = await api.socket(token);
      return socket.ask(query, variables).finally(() => socket.close());
    }
    const code = (work: Promise<unknown>) =>
      work.then(
        () => 'no error',
        (error) => error.extensions?.code,
      );

    it('knows who asks', async () => {
      const { token } = await room(`viewer-${transport.toLowerCase()}`);
      expect((await ask(VIEWER)).viewer.kind).toBe('ADMIN');
      expect((await ask(VIEWER, {}, null)).viewer.kind).toBe('ANONYMOUS');
      expect((await ask(VIEWER, {}, 'no-key-of-ours')).viewer.kind).toBe('ANONYMOUS');
      expect((await ask(VIEWER, {}, token)).viewer).toEqual({
        kind: 'INVITEE',
        room: { slug: `viewer-${transport.toLowerCase()}` },
        participant: null,
      });
    });

    it('answers bad credentials with a typed error in mutations and with a code in queries', async () => {
      const input = { name: 'Not for me' };
      const wrong = await ask(CREATE, { input }, 'no-key-of-ours');
      expect(wrong.createRoom).toMatchObject({ __typename: 'AccessError', code: 'TOKEN_INVALID' });
      expect(await code(ask('{ rooms { edges { cursor } } }', {}, null))).toBe('TOKEN_INVALID');
    });

    it('answers bad input with a typed error', async () => {
      const { createRoom } = await ask(CREATE, { input: { name: '' } });
      expect(createRoom).toMatchObject({ __typename: 'InvalidInputError', code: 'INVALID_INPUT' });
    });

    it('holds operations to the limits', async () => {
      expect(
        await code(
          ask(`{ viewer ${'{ room { participants { edges { node '.repeat(3)} { id } ${'} } } }'.repeat(3)} }`),
        ),
      ).toBe('QUERY_TOO_DEEP');
      const aliases = Array.from({ length: queryLimits.aliases + 1 }, (_, at) => `a${at}: viewer { kind }`).join(' ');
      expect(await code(ask(`{ ${aliases} }`))).toBe('QUERY_TOO_MANY_ALIASES');
      expect(await code(ask(`{ viewer ( ${'a '.repeat(queryLimits.tokens)} }`))).toBe('GRAPHQL_PARSE_FAILED');
      expect(await code(ask('{ viewer { '))).toBe('GRAPHQL_PARSE_FAILED');
    });

    it('lets only admins introspect and suggests no names', async () => {
      expect(await code(ask(getIntrospectionQuery(), {}, null))).toBe('INTROSPECTION_DISABLED');
      expect((await ask(getIntrospectionQuery())).__schema.queryType.name).toBe('Query');
      await expect(ask('{ viewe { kind } }', {}, null)).rejects.toThrow(/^(?!.*Did you mean)/);
    });
  });

  it('refuses what is not JSON, not declared as JSON, or too large', async () => {
    expect((await api.post('{')).status).toBe(400);
    expect((await api.post('{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await api.post(JSON.stringify({ query: ' '.repeat(queryLimits.bytes) }))).status).toBe(413);
  });

  it('closes a socket that sends too much at once with 1009', async () => {
    const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    socket.send(' '.repeat(queryLimits.bytes + 1));
    expect(await closed).toBe(1009);
  });

  it("refuses sockets from other sites' pages", async () => {
    const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      origin: 'https://evil.example',
    });
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
    expect(error.message).toContain('403');
  });

  describe('a participant', () => {
    it('takes a seat on the socket that joined, and the socket is theirs from then on', async () => {
      const { token, url } = await room('seat');
      expect(url).toBe(`${api.url}/join#${token}`);
      const socket = await api.socket(token);
      const { joinRoom } = await socket.ask(JOIN, { name: 'Ann' });
      expect(joinRoom).toMatchObject({
        __typename: 'JoinRoomPayload',
        participant: { displayName: 'Ann', state: 'JOINED', room: { slug: 'seat' } },
        reconnectWithinMs: 500,
        room: { participants: { edges: [{ node: { displayName: 'Ann' } }] } },
      });
      expect((await socket.ask(VIEWER)).viewer).toMatchObject({
        kind: 'PARTICIPANT',
        participant: { displayName: 'Ann' },
      });
      expect((await socket.ask(JOIN, { name: 'Ann again' })).joinRoom.code).toBe('FORBIDDEN');
    });

    it('has left at once when the page says goodbye', async () => {
      const { id, token } = await room('goodbye');
      const watcher = await api.socket();
      const told = watcher.follow(EVENTS, { roomId: id });
      const socket = await api.socket(token);
      const { joinRoom } = await socket.ask(JOIN, { name: 'Bo' });
      await socket.close();
      await eventually(async () =>
        expect(await stateOf(joinRoom.participant.id)).toEqual({ state: 'LEFT', leaveReason: 'LEFT' }),
      );
      await eventually(() =>
        expect(told.seen.map(({ events }) => events)).toMatchObject([
          { __typename: 'ParticipantJoined', participant: { displayName: 'Bo' } },
          { __typename: 'ParticipantLeft', participant: { displayName: 'Bo' }, reason: 'LEFT' },
        ]),
      );
    });

    it('is gone when the socket is lost and does not come back in time', async () => {
      const { token } = await room('lost');
      const socket = await api.socket(token);
      const { joinRoom } = await socket.ask(JOIN, { name: 'Cy' });
      socket.kill();
      await eventually(async () =>
        expect(await stateOf(joinRoom.participant.id)).toEqual({ state: 'LEFT', leaveReason: 'CONNECTION_LOST' }),
      );
      const late = await api.socket(joinRoom.sessionToken);
      const refused = await late.ask('mutation { leaveRoom { ... on Error { code } } }');
      expect(refused.leaveRoom.code).toBe('TOKEN_EXPIRED');
    });

    it('stays when a new socket comes in time', async () => {
      const { token } = await room('back');
      const socket = await api.socket(token);
      const { joinRoom } = await socket.ask(JOIN, { name: 'Di' });
      socket.kill();
      const again = await api.socket(joinRoom.sessionToken);
      expect((await again.ask(VIEWER)).viewer.participant).toEqual({ displayName: 'Di' });
      const other = await room('other-lost');
      const lost = await api.socket(other.token);
      const left = (await lost.ask(JOIN, { name: 'Ed' })).joinRoom.participant.id;
      lost.kill();
      await eventually(async () => expect((await stateOf(left)).state).toBe('LEFT'));
      expect(await stateOf(joinRoom.participant.id)).toEqual({ state: 'JOINED', leaveReason: null });
    });

    it('who joined over HTTP has a while to open a socket', async () => {
      const { token } = await room('http');
      const { joinRoom } = await api.ask(JOIN, { name: 'Flo' }, token);
      expect((await api.ask(VIEWER, {}, joinRoom.sessionToken)).viewer.kind).toBe('PARTICIPANT');
      await eventually(async () =>
        expect((await stateOf(joinRoom.participant.id)).leaveReason).toBe('CONNECTION_LOST'),
      );
    });
  });

  describe('the subscription to events', () => {
    it('is refused, with the reason, to invitees, strangers, and participants of other rooms', async () => {
      const mine = await room('events-mine');
      const other = await room('events-other');
      const codeOf = async (token: string | null, variables: object = {}) => {
        const socket = await api.socket(token);
        const [error] = await socket.follow(EVENTS, variables).ended;
        await socket.close();
        return error?.extensions['code'];
      };
      expect(await codeOf(null)).toBe('TOKEN_INVALID');
      expect(await codeOf(mine.token)).toBe('FORBIDDEN');
      expect(await codeOf(api.app.adminKey, { roomId: 'no id' })).toBe('ROOM_NOT_FOUND');
      expect(await codeOf(api.app.adminKey, { after: 'no cursor' })).toBe('INVALID_INPUT');
      const socket = await api.socket(mine.token);
      await socket.ask(JOIN, { name: 'Gus' });
      const [error] = await socket.follow(EVENTS, { roomId: other.id }).ended;
      expect(error?.extensions['code']).toBe('FORBIDDEN');
    });

    it("tells a participant their own room's only, and ends with their leaving", async () => {
      const mine = await room('own-events');
      const other = await room('not-own-events');
      const socket = await api.socket(mine.token);
      const { joinRoom } = await socket.ask(JOIN, { name: 'Hal' });
      const told = socket.follow(EVENTS, { after: joinRoom.cursor });
      const stranger = await api.socket(other.token);
      await stranger.ask(JOIN, { name: 'Ida' });
      await socket.ask('mutation { leaveRoom { __typename } }');
      expect(await told.ended).toEqual([]);
      expect(told.seen.map(({ events }) => [events.__typename, events.room.slug])).toEqual([
        ['ParticipantLeft', 'own-events'],
      ]);
    });

    it('goes on from a cursor: nothing is missed, nothing comes twice', async () => {
      const { id, token } = await room('resumed');
      const join = async (name: string) => (await api.socket(token)).ask(JOIN, { name });
      const first = await api.socket();
      const before = first.follow(EVENTS, { roomId: id });
      await join('One');
      await eventually(() => expect(before.seen).toHaveLength(1));
      first.kill();
      await join('Two');
      await join('Three');
      const second = await api.socket();
      const after = second.follow(EVENTS, { roomId: id, after: before.seen[0]?.['events'].cursor });
      await join('Four');
      await eventually(() => expect(after.seen).toHaveLength(3));
      expect(after.seen.map(({ events }) => events.participant.displayName)).toEqual(['Two', 'Three', 'Four']);
    });
  });

  describe('sockets', () => {
    const open = (token: string, { url } = api) =>
      new Promise<WebSocket>((resolve) => {
        const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
          autoPong: false,
        });
        socket.once('open', () => {
          const payload = { authorization: `Bearer ${token}` };
          socket.send(JSON.stringify({ type: 'connection_init', payload }));
        });
        socket.once('message', () => resolve(socket));
      });

    it('that do not answer pings are dead, and so is who joined on them', async () => {
      const { token } = await room('no-pong');
      const socket = await open(token);
      const closed = new Promise<number>((resolve) => socket.once('close', resolve));
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: JOIN, variables: { name: 'Jo' } } }));
      const [joined] = await once(socket, 'message');
      const { id } = JSON.parse(String(joined)).payload.data.joinRoom.participant;
      expect(await closed).toBe(1006);
      await eventually(async () => expect((await stateOf(id)).leaveReason).toBe('CONNECTION_LOST'));
    });

    it('that do not read are closed with a reason', async () => {
      // Its pings are rare: who reads nothing answers none, and would be taken for dead first.
      await using patient = await startTestApi({ config: { socketPingMs: 30_000 } });
      const socket = await open(patient.app.adminKey, patient);
      const reason = new Promise<[number, string]>((resolve) => {
        socket.once('close', (code, text) => resolve([code, String(text)]));
      });
      socket.pause();
      const query = getIntrospectionQuery();
      // Each answer is about 100 kB: some stay with the kernel, the others have to wait in the server.
      for (let id = 0; id < 150; id += 1)
        socket.send(JSON.stringify({ id: String(id), type: 'subscribe', payload: { query } }));
      await eventually(async () => {
        const text = await (await fetch(`${patient.url}/metrics`)).text();
        expect(text).toMatch(/^bryggen_websocket_slow_readers_total 1$/m);
      }, 20_000);
      socket.resume();
      const [code, text] = await reason;
      expect([code, text]).toEqual([4429, 'Reads too slowly: connect again and go on from the last cursor']);
    });
  });

  it('answers with a typed error while the media node is down, and is ready again by itself', async () => {
    const { token } = await room('node-down');
    const socket = await api.socket(token);
    const pid = api.app.mediaNodePid() ?? 0;
    process.kill(pid, 'SIGKILL');
    await eventually(async () => {
      const response = await fetch(`${api.url}/readyz`);
      expect([response.status, await response.json()]).toEqual([
        503,
        { ready: false, reasons: { mediaNode: 'is down or starting' } },
      ]);
    });
    const { joinRoom } = await socket.ask(JOIN, { name: 'Kim' });
    expect(joinRoom).toMatchObject({ __typename: 'UnavailableError', code: 'MEDIA_NODE_UNAVAILABLE' });
    await eventually(async () => expect((await fetch(`${api.url}/readyz`)).status).toBe(200), 20_000);
    expect((await socket.ask(JOIN, { name: 'Kim' })).joinRoom.__typename).toBe('JoinRoomPayload');
  });
});
