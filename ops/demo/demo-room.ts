/** The demo's room: linked to the demo's arena, with a join link. */
import { z } from 'zod';
import { type Api, ask } from './graphql.ts';

export interface DemoArena {
  host: string;
  rtpPort: number;
  arena: string;
}

const SLUG = 'demo';

const found = z.object({
  room: z.nullable(
    z.object({ id: z.string(), state: z.string(), arenaLink: z.nullable(z.object({ id: z.string() })) }),
  ),
});
const created = z.object({ createRoom: z.object({ room: z.object({ id: z.string() }) }) });
const linked = z.object({ createJoinLink: z.object({ url: z.url() }) });

/** Makes the room, or takes that of an earlier start, and links it to the arena; answers with a link to join it. */
export async function openDemoRoom(api: Api, arena: DemoArena): Promise<string> {
  const roomId = await demoRoom(api, arena);
  const answer = await ask(
    api,
    `mutation ($roomId: ID!) {
      createJoinLink(input: { roomId: $roomId }) {
        ... on CreateJoinLinkPayload { url }
        ... on Error { code message }
      }
    }`,
    { roomId },
  );
  return linked.parse(answer).createJoinLink.url;
}

async function demoRoom(api: Api, arena: DemoArena): Promise<string> {
  const { room } = found.parse(
    await ask(api, 'query ($slug: String!) { room(slug: $slug) { id state arenaLink { id } } }', { slug: SLUG }),
  );
  if (room === null) return newRoom(api, { slug: SLUG, arena });
  // Closed for good in the console: the slug is taken by its history.
  if (room.state === 'CLOSED') return newRoom(api, { arena });
  // The MCU of an earlier start is gone, and this one has another port.
  if (room.arenaLink !== null) {
    await ask(
      api,
      'mutation ($arenaLinkId: ID!) { unlinkArena(input: { arenaLinkId: $arenaLinkId }) { __typename } }',
      { arenaLinkId: room.arenaLink.id },
    );
  }
  await ask(api, 'mutation ($input: LinkArenaInput!) { linkArena(input: $input) { __typename } }', {
    input: { roomId: room.id, arena },
  });
  return room.id;
}

async function newRoom(api: Api, more: { slug?: string; arena: DemoArena }): Promise<string> {
  const answer = await ask(
    api,
    `mutation ($input: CreateRoomInput!) {
      createRoom(input: $input) {
        ... on CreateRoomPayload { room { id } }
        ... on Error { code message }
      }
    }`,
    { input: { name: 'Morning meeting', ...more } },
  );
  return created.parse(answer).createRoom.room.id;
}
