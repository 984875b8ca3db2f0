import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { type Api, ask } from '../../../ops/demo/graphql.ts';
import type { ReferenceMcu } from '../../support/arena-mcu/reference-mcu.ts';
import { ARENA, emptied } from './scene-mcu.ts';

export interface SceneWait {
  /** From the MCU's first packet of the scene to its first frame on the page, milliseconds. */
  fromPacketMs: number;
  /** From the request to link the room to the arena. */
  fromLinkMs: number;
}

interface Deps {
  api: Api;
  mcu: ReferenceMcu;
  browser: Browser;
}

const created = z.object({ createRoom: z.object({ room: z.object({ id: z.string() }) }) });
const invited = z.object({ createJoinLink: z.object({ url: z.url() }) });
const linked = z.object({ linkArena: z.object({ __typename: z.literal('LinkArenaPayload') }) });

const probeFile = new URL('probe.js', import.meta.url).pathname;

/** The whole of Bryggen: somebody is in a room, with camera and microphone off, when it is linked to the arena. */
export async function measureBryggen({ api, mcu, browser }: Deps): Promise<SceneWait> {
  const roomId = await createRoom(api);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    await context.addInitScript({ path: probeFile });
    const page = await context.newPage();
    await join(page, await createJoinLink(api, roomId));
    const linkedAt = wallClockMs(performance.now());
    await linkArena(api, roomId, mcu);
    const shown = await page.waitForFunction('window.sceneFirstFrameAt', undefined, { polling: 100 });
    const shownAt = z.number().parse(await shown.jsonValue());
    return { fromPacketMs: shownAt - wallClockMs(firstPacketOfScene(mcu)), fromLinkMs: shownAt - linkedAt };
  } finally {
    await context.close();
    await closeRoom(api, roomId);
    await emptied(mcu);
  }
}

/** The browser's clock is another process's: only the time of day is common to both. */
function wallClockMs(atMs: number): number {
  return performance.timeOrigin + atMs;
}

function firstPacketOfScene(mcu: ReferenceMcu): number {
  const subscriptions = mcu.sessions().flatMap((session) => session.subscriptions);
  const atMs = subscriptions.find(({ source }) => source === 'scene')?.firstPacketAtMs;
  if (atMs === undefined) throw new Error('a scene is shown that the MCU has not sent');
  return atMs;
}

async function join(page: Page, url: string): Promise<void> {
  await page.goto(url);
  for (const source of ['CAMERA', 'MICROPHONE']) {
    await page.locator(`[data-toggle="${source}"][aria-pressed="true"]:enabled`).click();
  }
  await page.getByRole('button', { name: 'Join' }).click();
  await page.locator('[data-meeting-phase="in"]').waitFor();
}

async function createRoom(api: Api): Promise<string> {
  const query =
    'mutation ($input: CreateRoomInput!) { createRoom(input: $input) { ... on CreateRoomPayload { room { id } } } }';
  return created.parse(await ask(api, query, { input: { name: 'Benchmark' } })).createRoom.room.id;
}

async function createJoinLink(api: Api, roomId: string): Promise<string> {
  const query =
    'mutation ($input: CreateJoinLinkInput!) { createJoinLink(input: $input) { ... on CreateJoinLinkPayload { url } } }';
  return invited.parse(await ask(api, query, { input: { roomId, displayName: 'Anna' } })).createJoinLink.url;
}

async function linkArena(api: Api, roomId: string, { host, rtpPort }: ReferenceMcu): Promise<void> {
  const query = 'mutation ($input: LinkArenaInput!) { linkArena(input: $input) { __typename } }';
  linked.parse(await ask(api, query, { input: { roomId, arena: { host, rtpPort, arena: ARENA } } }));
}

async function closeRoom(api: Api, roomId: string): Promise<void> {
  await ask(api, 'mutation ($input: CloseRoomInput!) { closeRoom(input: $input) { __typename } }', {
    input: { roomId },
  });
}
