import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Api, ask } from '../../../ops/demo/graphql.ts';
import { startBryggenProcess } from '../../support/bryggen-process.ts';
import type { MeetingPlace } from './measure-join.ts';

const created = z.object({ createRoom: z.object({ room: z.object({ id: z.string() }) }) });
const linked = z.object({ createJoinLink: z.object({ url: z.url() }) });

/** The whole of Bryggen as an installation runs it: its own processes, the real join page, a PostgreSQL with its durability. */
export async function startBryggenPlace(): Promise<MeetingPlace & AsyncDisposable> {
  const adminKey = randomUUID();
  const bryggen = await startBryggenProcess({ LOG_LEVEL: 'warn', BRYGGEN_ADMIN_KEY: adminKey });
  const api: Api = { url: `http://${bryggen.api}`, adminKey };
  return {
    name: 'Bryggen',
    async openRoom() {
      const roomId = await createRoom(api);
      return {
        async enter(page, who) {
          await page.goto(await createJoinLink(api, roomId, who));
          await page.locator('video[aria-label^="Preview of your camera"]').waitFor();
          await page.locator('button:enabled', { hasText: 'Join' }).waitFor();
        },
      };
    },
    [Symbol.asyncDispose]: () => bryggen[Symbol.asyncDispose](),
  };
}

async function createRoom(api: Api): Promise<string> {
  const query =
    'mutation ($input: CreateRoomInput!) { createRoom(input: $input) { ... on CreateRoomPayload { room { id } } } }';
  return created.parse(await ask(api, query, { input: { name: 'Benchmark' } })).createRoom.room.id;
}

async function createJoinLink(api: Api, roomId: string, displayName: string): Promise<string> {
  const query =
    'mutation ($input: CreateJoinLinkInput!) { createJoinLink(input: $input) { ... on CreateJoinLinkPayload { url } } }';
  return linked.parse(await ask(api, query, { input: { roomId, displayName } })).createJoinLink.url;
}
