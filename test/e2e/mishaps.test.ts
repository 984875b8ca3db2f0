import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import type { Browser, Page } from 'playwright-core';
import { startTestApi, type TestApi } from '../support/api.ts';
import { createReferenceMcu, type ReferenceMcu } from '../support/arena-mcu/reference-mcu.ts';
import { launchChromium } from '../support/chromium.ts';
import { eventually } from '../support/eventually.ts';
import { joinByLink } from '../support/meeting-page.ts';
import { childrenOf, countChildren, isRunning } from '../support/process-tree.ts';
import { SCENE_POINTS, sceneCorners } from '../support/proofs.ts';
import { silentLog } from '../support/silent-log.ts';

const SECRET = 'a secret of at least 32 characters for this test';

describe('when something is wrong', () => {
  let mcu: ReferenceMcu;
  let api: TestApi;
  let roomId: string;
  let browser: Browser;

  const linkFor = async (id: string) => {
    const { createJoinLink } = await api.ask(
      'mutation ($id: ID!) { createJoinLink(input: { roomId: $id }) { ... on CreateJoinLinkPayload { url token } } }',
      { id },
    );
    return createJoinLink as { url: string; token: string };
  };
  const people = async () => {
    const { node } = await api.ask(
      'query ($id: ID!) { node(id: $id) { ... on Room { participants(includeLeft: true) { edges { node { displayName state leaveReason } } } } } }',
      { id: roomId },
    );
    return node.participants.edges.map((edge: { node: unknown }) => edge.node);
  };

  beforeAll(async () => {
    mcu = await createReferenceMcu({ arenas: ['ops-room'], log: silentLog });
    await mcu.addParticipant('ops-room', {
      name: 'Ingrid',
      sound: { kind: 'tone', frequencyHz: 440 },
      picture: { kind: 'none' },
    });
    api = await startTestApi({ config: { tokenSecret: SECRET, socketPingMs: 5_000 } });
    const created = await api.ask(
      'mutation ($arena: ArenaInput!) { createRoom(input: { name: "Shift change", arena: $arena }) { ... on CreateRoomPayload { room { id } } } }',
      { arena: { host: mcu.host, rtpPort: mcu.rtpPort, arena: 'ops-room' } },
    );
    roomId = created.createRoom.room.id;
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
    await api?.[Symbol.asyncDispose]();
    await mcu?.close();
  });

  async function open(url: string): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(url);
    return page;
  }

  it('a link that nobody made says so, and what to do', async () => {
    const { url, token } = await linkFor(roomId);
    const page = await open(url.replace(token, `${token.slice(0, -6)}aaaaaa`));
    await page.locator('[data-meeting-end="link-invalid"]', { hasText: /link/i }).waitFor();
    await page.close();
  });

  it('a link that has expired says so, and what to do', async () => {
    const { url, token } = await linkFor(roomId);
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const expired = await new SignJWT({ ...claims, exp: 1_700_000_000 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(SECRET));
    const page = await open(url.replace(token, expired));
    await page.locator('[data-meeting-end="link-expired"]', { hasText: /new/i }).waitFor();
    await page.close();
  });

  it('a link to a room that is closed says so', async () => {
    const { createRoom } = await api.ask(
      'mutation { createRoom(input: { name: "Over" }) { ... on CreateRoomPayload { room { id } } } }',
    );
    const { url } = await linkFor(createRoom.room.id);
    await api.ask('mutation ($id: ID!) { closeRoom(input: { roomId: $id }) { __typename } }', {
      id: createRoom.room.id,
    });
    const page = await open(url);
    await page.locator('[data-meeting-end="room-closed"]').waitFor();
    await page.close();
  });

  it('a media node that dies takes nothing along: people are back by themselves, muted as they were', async () => {
    const anna = await joinByLink({
      url: (await linkFor(roomId)).url,
      name: 'Anna',
      capture: { toneHz: 700, left: 'ff0000', right: '0000ff' },
    });
    await anna.page.locator('video[data-source="SCENE"]').waitFor();
    await anna.page.locator('[data-toggle="MICROPHONE"]').click();
    const node = api.app.mediaNodePid() ?? 0;
    await eventually(() => expect(countChildren(node, 'ffmpeg')).toBeGreaterThanOrEqual(3));
    const left = childrenOf(node).map(({ pid }) => pid);

    process.kill(node, 'SIGKILL');

    await anna.page.locator('[data-meeting-end="removed"]').waitFor();
    await anna.page.locator('[data-meeting-phase="in"]').waitFor();
    await eventually(async () => {
      const look = await anna.look('video[data-source="SCENE"]', SCENE_POINTS);
      expect(sceneCorners(look)).toEqual(['red', 'green', 'blue', 'yellow']);
    }, 30_000);
    expect(await anna.page.locator('[data-tile][data-self="true"]').getAttribute('data-muted')).toBe('true');

    const annas = (await people()).filter((person: { displayName: string }) => person.displayName === 'Anna');
    expect(annas).toEqual([
      { displayName: 'Anna', state: 'LEFT', leaveReason: 'NODE_LOST' },
      { displayName: 'Anna', state: 'JOINED', leaveReason: null },
    ]);
    expect(left.filter(isRunning)).toEqual([]);
    expect(api.app.mediaNodePid()).not.toBe(node);
    await anna[Symbol.asyncDispose]();
  }, 90_000);
});
