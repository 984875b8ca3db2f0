import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Following, startTestApi, type TestApi, type TestSocket } from '../support/api.ts';
import type { McuParticipant } from '../support/arena-mcu/arena.ts';
import { createReferenceMcu, type ReferenceMcu } from '../support/arena-mcu/reference-mcu.ts';
import { eventually } from '../support/eventually.ts';
import { joinByLink, type MeetingPage } from '../support/meeting-page.ts';
import { countChildren, udpSocketsOf } from '../support/process-tree.ts';
import { isTone, nearestColour, SCENE_POINTS, sceneCorners, sceneFrameNumber } from '../support/proofs.ts';
import { silentLog } from '../support/silent-log.ts';

const ARENA_TONE_HZ = 440;
const ANNA = { name: 'Anna', capture: { toneHz: 700, left: 'ff0000', right: '0000ff' } } as const;
const BJORN = { name: 'Bjørn', capture: { toneHz: 1100, left: '00ff00', right: 'ffff00' } } as const;

const OTHER_CAMERA = 'video[data-source="CAMERA"][data-origin="BROWSER"]:not([aria-label*="(you)"])';
const OTHER_MICROPHONE = 'audio[data-source="MICROPHONE"][data-origin="BROWSER"]';
const SCENE = 'video[data-source="SCENE"]';
const MIX = 'audio[data-source="MIX"]';

const EVENTS = `subscription ($roomId: ID, $after: String) {
  events(roomId: $roomId, after: $after) {
    __typename cursor id at
    ... on ParticipantJoined { participant { displayName origin } }
    ... on ParticipantLeft { participant { displayName } reason }
    ... on StreamStarted { stream { kind source } }
  }
}`;

interface SeenEvent {
  events: {
    __typename: string;
    cursor: string;
    id: string;
    participant?: { displayName: string };
    reason?: string;
    stream?: { kind: string; source: string };
  };
}

describe('two browsers and a Virtual Arena in one room', () => {
  let mcu: ReferenceMcu;
  let ingrid: McuParticipant;
  let api: TestApi;
  let roomId: string;
  let outsider: TestSocket;
  let events: Following<SeenEvent>;
  let beginning: string;
  let anna: MeetingPage;
  let bjorn: MeetingPage;

  const nodePid = () => api.app.mediaNodePid() ?? 0;
  const openLink = () =>
    api
      .ask(
        `mutation ($roomId: ID!) { createJoinLink(input: { roomId: $roomId }) { ... on CreateJoinLinkPayload { url } } }`,
        { roomId },
      )
      .then(({ createJoinLink }) => createJoinLink.url as string);
  const seen = () => events.seen.map(({ events: event }) => event);
  const people = async () =>
    (
      await api.ask(
        `query ($id: ID!) { node(id: $id) { ... on Room { participants { edges { node { displayName } } } } } }`,
        { id: roomId },
      )
    ).node.participants.edges.map(({ node }: { node: { displayName: string } }) => node.displayName);
  const activeStreams = async () =>
    (
      await api.ask(
        `query ($id: ID!) { node(id: $id) { ... on Room { streams(first: 100) { edges { node {
          id kind source state participant { displayName origin }
          legs { side direction ssrc payloadType codec clockRate startedAt endedAt toParticipant { displayName } }
        } } } } } }`,
        { id: roomId },
      )
    ).node.streams.edges.map(({ node }: { node: unknown }) => node);

  beforeAll(async () => {
    mcu = await createReferenceMcu({ arenas: ['ops-room'], log: silentLog });
    ingrid = await mcu.addParticipant('ops-room', {
      name: 'Ingrid',
      sound: { kind: 'tone', frequencyHz: ARENA_TONE_HZ },
      picture: { kind: 'pattern', colour: { red: 80, green: 170, blue: 255 } },
    });
    // Browsers and encoders share this machine's cores: a late pong is no lost socket here.
    api = await startTestApi({ config: { reconnectWithinMs: 2_000, socketPingMs: 5_000 } });
    const created = await api.ask(
      `mutation ($arena: ArenaInput!) { createRoom(input: { name: "Morning meeting", arena: $arena }) { ... on CreateRoomPayload { room { id } } } }`,
      { arena: { host: mcu.host, rtpPort: mcu.rtpPort, arena: 'ops-room' } },
    );
    roomId = created.createRoom.room.id;
    beginning = (
      await api.ask(`query ($roomId: ID!) { events(roomId: $roomId, first: 1) { edges { cursor } } }`, { roomId })
    ).events.edges[0].cursor;
    outsider = await api.socket();
    events = outsider.follow<SeenEvent>(EVENTS, { roomId, after: beginning });
    [anna, bjorn] = await Promise.all([
      joinByLink({ url: await openLink(), ...ANNA }),
      joinByLink({ url: await openLink(), ...BJORN }),
    ]);
  }, 120_000);

  afterAll(async () => {
    await anna?.[Symbol.asyncDispose]();
    await bjorn?.[Symbol.asyncDispose]();
    await api?.[Symbol.asyncDispose]();
    await mcu?.close();
  });

  it('the browsers see each other: each the other’s colours, in moving frames', async () => {
    for (const [page, left, right] of [
      [anna, 'green', 'yellow'],
      [bjorn, 'red', 'blue'],
    ] as const) {
      await eventually(async () => {
        const { frames, colours } = await page.look(OTHER_CAMERA, [
          { x: 0.2, y: 0.5 },
          { x: 0.8, y: 0.5 },
        ]);
        expect(frames).toBeGreaterThan(10);
        expect(colours.map(nearestColour)).toEqual([left, right]);
      }, 20_000);
    }
  });

  it('the browsers hear each other: each the other’s tone', async () => {
    for (const [page, toneHz] of [
      [anna, BJORN.capture.toneHz],
      [bjorn, ANNA.capture.toneHz],
    ] as const) {
      await eventually(async () => {
        const { dominantHz, decibels } = await page.listen(OTHER_MICROPHONE);
        expect(isTone(dominantHz, toneHz)).toBe(true);
        expect(decibels).toBeGreaterThan(-70);
      }, 20_000);
    }
  });

  it('both see the arena’s scene, its four corners and its counting frames, through Theora and VP8', async () => {
    for (const page of [anna, bjorn]) {
      const first = await eventually(async () => {
        const look = await page.look(SCENE, SCENE_POINTS);
        expect(sceneCorners(look)).toEqual(['red', 'green', 'blue', 'yellow']);
        return sceneFrameNumber(look);
      }, 20_000);
      await eventually(async () => {
        expect(sceneFrameNumber(await page.look(SCENE, SCENE_POINTS))).toBeGreaterThan(first);
      });
    }
  });

  it('both hear the arena’s tone, through Speex and Opus', async () => {
    for (const page of [anna, bjorn]) {
      await eventually(async () => {
        const { dominantHz, decibels } = await page.listen(MIX);
        expect(isTone(dominantHz, ARENA_TONE_HZ)).toBe(true);
        expect(decibels).toBeGreaterThan(-70);
      }, 20_000);
    }
  });

  it('the MCU receives each browser’s tone as Speex and colours as Theora, each under an SSRC of its own', async () => {
    const announced = () => mcu.sessions()[0]?.streams ?? [];
    const cnameOf = (name: string) => mcu.sessions()[0]?.participants.find((person) => person.name === name)?.cname;
    await mcu.until(() => announced().length === 4, { what: 'four streams of browsers' });
    expect(new Set(announced().map(({ ssrc }) => ssrc)).size).toBe(4);
    for (const { name, capture } of [ANNA, BJORN]) {
      const [sound, picture] = ['audio', 'video'].map((kind) =>
        announced().find((stream) => stream.kind === kind && stream.cname === cnameOf(name)),
      );
      if (sound === undefined || picture === undefined) throw new Error(`${name} is not announced in full`);
      expect(sound).toMatchObject({ codec: 'speex', payloadType: 97, clockRate: 16_000, source: 'microphone' });
      expect(picture).toMatchObject({ codec: 'theora', payloadType: 98, clockRate: 90_000, source: 'camera' });
      await mcu.until(
        () => {
          const heard = mcu.received(sound.ssrc)?.sound;
          return heard !== undefined && heard.levelDbfs > -60 && isTone(heard.dominantFrequencyHz, capture.toneHz);
        },
        { what: `${name}’s tone`, timeoutMs: 20_000 },
      );
      const wanted = name === 'Anna' ? ['red', 'blue'] : ['green', 'yellow'];
      await mcu.until(
        () => {
          // 16 x 9 cells: one in the middle of each half.
          const cells = mcu.received(picture.ssrc)?.picture?.cells ?? [];
          const [left, right] = [cells[4 * 16 + 3], cells[4 * 16 + 12]];
          return left && right && [left, right].map(nearestColour).join() === wanted.join();
        },
        { what: `${name}’s colours`, timeoutMs: 20_000 },
      );
      expect(mcu.received(picture.ssrc)?.payloadType).toBe(98);
    }
  });

  it('every stream’s SSRCs, payload types and codecs on both legs are in the ledger', async () => {
    const streams: LedgerStream[] = await activeStreams();
    const announced = mcu.sessions()[0]?.streams ?? [];
    expect(streams).toHaveLength(6);
    for (const { kind, source, participant, legs } of streams) {
      const codecs = kind === 'AUDIO' ? { webrtc: 'opus', arena: 'speex' } : { webrtc: 'vp8', arena: 'theora' };
      const by = (side: string, direction: string) =>
        legs.filter((leg) => leg.side === side && leg.direction === direction);
      for (const leg of legs) {
        expect(leg.codec).toBe(leg.side === 'WEBRTC' ? codecs.webrtc : codecs.arena);
        expect(Date.parse(leg.startedAt)).toBeLessThanOrEqual(Date.now());
        expect(leg.endedAt).toBeNull();
      }
      if (participant?.origin === 'BROWSER') {
        expect(by('WEBRTC', 'IN')).toHaveLength(1);
        expect(announced.map(({ ssrc }) => ssrc)).toContain(by('ARENA', 'OUT')[0]?.ssrc);
        expect(by('WEBRTC', 'OUT').map((leg) => leg.toParticipant?.displayName)).toEqual([
          participant.displayName === 'Anna' ? 'Bjørn' : 'Anna',
        ]);
      } else {
        expect(['MIX', 'SCENE']).toContain(source);
        expect(by('ARENA', 'IN').map(({ payloadType }) => payloadType)).toEqual([kind === 'AUDIO' ? 97 : 98]);
        expect(
          by('WEBRTC', 'OUT')
            .map((leg) => leg.toParticipant?.displayName)
            .sort(),
        ).toEqual(['Anna', 'Bjørn']);
      }
    }
  });

  it('one transcoder serves all who receive a stream: six streams, six processes', () => {
    expect(countChildren(nodePid(), 'ffmpeg')).toBe(6);
  });

  it('a muted microphone is told to everyone, and silent', async () => {
    await anna.page
      .getByRole('button', { name: /mute|microphone/i })
      .first()
      .click();
    await eventually(() => expect(seen().map((event) => event.__typename)).toContain('StreamPaused'));
    await bjorn.page.locator('[data-tile][data-muted="true"][data-origin="BROWSER"]').waitFor();
    await anna.page
      .getByRole('button', { name: /mute|microphone/i })
      .first()
      .click();
    await eventually(() => expect(seen().map((event) => event.__typename)).toContain('StreamResumed'));
  });

  it('who leaves is gone on both sides, and so is what was theirs', async () => {
    const ssrcs = (mcu.sessions()[0]?.streams ?? []).map(({ ssrc }) => ssrc);
    await bjorn.page.getByRole('button', { name: 'Leave the meeting' }).click();
    await bjorn.page.locator('[data-meeting-end="left"]').waitFor();
    await eventually(async () => expect((await people()).sort()).toEqual(['Anna', 'Ingrid']));
    await mcu.until(() => mcu.sessions()[0]?.streams.length === 2, { what: 'Bjørn’s streams have ended' });
    await mcu.until(() => mcu.sessions()[0]?.participants.length === 1, { what: 'Bjørn has left' });
    const left = (mcu.sessions()[0]?.streams ?? []).map(({ ssrc }) => ssrc);
    expect(ssrcs.filter((ssrc) => left.includes(ssrc))).toHaveLength(2);
    await eventually(() => expect(countChildren(nodePid(), 'ffmpeg')).toBe(4));
    await eventually(async () => expect(await anna.page.locator(OTHER_CAMERA).count()).toBe(0));
    expect(seen().at(-1)).toMatchObject({
      __typename: 'ParticipantLeft',
      participant: { displayName: 'Bjørn' },
      reason: 'LEFT',
    });
  });

  it('who closes the tab has left at once; whose browser dies is gone when it does not come back', async () => {
    const carla = await joinByLink({ url: await openLink(), name: 'Carla', capture: BJORN.capture });
    await eventually(async () => expect(await people()).toContain('Carla'));
    await carla.page.close();
    await eventually(() => expect(seen().at(-1)).toMatchObject({ __typename: 'ParticipantLeft', reason: 'LEFT' }));
    await carla[Symbol.asyncDispose]();

    const david = await joinByLink({ url: await openLink(), name: 'David', capture: BJORN.capture });
    await eventually(async () => expect(await people()).toContain('David'));
    await david.kill();
    await eventually(
      () => expect(seen().at(-1)).toMatchObject({ __typename: 'ParticipantLeft', reason: 'CONNECTION_LOST' }),
      15_000,
    );
    await david[Symbol.asyncDispose]();
    await eventually(() => expect(countChildren(nodePid(), 'ffmpeg')).toBe(4));
    expect(mcu.sessions()[0]?.streams).toHaveLength(2);
  });

  it('an arena’s participant who leaves is gone from the browsers', async () => {
    const lars = await mcu.addParticipant('ops-room', {
      name: 'Lars',
      sound: { kind: 'tone', frequencyHz: 520 },
      picture: { kind: 'none' },
    });
    await anna.page.locator('[data-tile][data-origin="ARENA"]', { hasText: 'Lars' }).waitFor();
    await lars.leave();
    await anna.page.locator('[data-tile][data-origin="ARENA"]', { hasText: 'Lars' }).waitFor({ state: 'detached' });
    expect(await people()).not.toContain('Lars');
  });

  it('an outsider who comes back with the last cursor has missed nothing and sees nothing twice', async () => {
    const later = await api.socket();
    const half = seen()[Math.floor(seen().length / 2)];
    if (half === undefined) throw new Error('there were no events');
    const resumed = later.follow<SeenEvent>(EVENTS, { roomId, after: half.cursor });
    const whole = later.follow<SeenEvent>(EVENTS, { roomId, after: beginning });
    await eventually(() => expect(whole.seen).toHaveLength(events.seen.length));
    await eventually(() => expect(resumed.seen.at(-1)).toEqual(events.seen.at(-1)));
    const ids = (following: Following<SeenEvent>) => following.seen.map(({ events: event }) => event.id);
    expect(ids(whole)).toEqual(ids(events));
    expect(ids(resumed)).toEqual(ids(events).slice(ids(events).indexOf(half.id) + 1));
    const told = seen().map(({ __typename }) => __typename);
    expect(told.slice(0, 1)).toEqual(['ArenaLinkRequested']);
    expect(told).toEqual(
      expect.arrayContaining(['ArenaLinked', 'ParticipantJoined', 'StreamStarted', 'ParticipantLeft']),
    );
  });

  it('an MCU that goes silent is told, its people and streams are gone, and the room goes on', async () => {
    mcu.setSilent(true);
    await eventually(() => expect(seen().at(-1)?.__typename).toBe('ArenaUnreachable'), 40_000);
    await eventually(async () => expect(await people()).toEqual(['Anna']));
    await eventually(() => expect(countChildren(nodePid(), 'ffmpeg')).toBe(0));
    await anna.page.locator('[data-arena-link="UNREACHABLE"]').waitFor();
    mcu.setSilent(false);
    await eventually(
      () =>
        expect(
          seen()
            .map(({ __typename }) => __typename)
            .filter((name) => name === 'ArenaLinked'),
        ).toHaveLength(2),
      60_000,
    );
    await anna.page.locator(SCENE).waitFor();
  }, 120_000);

  it('when the room is closed everyone is told why, and no process, port or row is left as active', async () => {
    await api.ask(`mutation ($roomId: ID!) { closeRoom(input: { roomId: $roomId }) { ... on Error { message } } }`, {
      roomId,
    });
    await anna.page.locator('[data-meeting-end="room-closed"]').waitFor();
    await mcu.until(() => mcu.sessions().length === 0, { what: 'the gateway has left' });
    await eventually(() => expect(countChildren(nodePid(), 'ffmpeg')).toBe(0));
    await eventually(() => expect(udpSocketsOf(nodePid())).toBe(0));
    expect(await people()).toEqual([]);
    expect(await activeStreams()).toEqual([]);
    const { node } = await api.ask(
      `query ($id: ID!) { node(id: $id) { ... on Room { state arenaLink { id } streams(first: 100, includeEnded: true) { edges { node { legs { endedAt } } } } } } }`,
      { id: roomId },
    );
    expect(node).toMatchObject({ state: 'CLOSED', arenaLink: null });
    const legs = node.streams.edges.flatMap((edge: { node: { legs: { endedAt: string | null }[] } }) => edge.node.legs);
    expect(legs.length).toBeGreaterThan(20);
    expect(legs.filter(({ endedAt }: { endedAt: string | null }) => endedAt === null)).toEqual([]);
    await ingrid.leave();
  });
});

interface LedgerStream {
  kind: 'AUDIO' | 'VIDEO';
  source: string;
  participant: { displayName: string; origin: string } | null;
  legs: {
    side: string;
    direction: string;
    ssrc: number;
    payloadType: number;
    codec: string;
    startedAt: string;
    endedAt: string | null;
    toParticipant: { displayName: string } | null;
  }[];
}
