import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../../api/store/embedded-postgres.ts';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { silentLog } from '../../support/silent-log.ts';
import type { MeetingPlace } from './measure-join.ts';

/** The whole of Bryggen: the real join page, API, media node and a PostgreSQL with the durability that users get. */
export async function startBryggenPlace(): Promise<MeetingPlace & AsyncDisposable> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bryggen-bench-'));
  // PostgreSQL's user must be able to enter it.
  await chmod(dataDir, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir, log: silentLog });
  const api = await startTestApi({
    databaseUrl: postgres.url,
    config: { reconnectWithinMs: 15_000, socketPingMs: 5_000 },
  });
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
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]();
      await postgres.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function createRoom({ ask }: TestApi): Promise<string> {
  const { createRoom: created } = await ask(
    'mutation ($input: CreateRoomInput!) { createRoom(input: $input) { ... on CreateRoomPayload { room { id } } } }',
    { input: { name: 'Benchmark' } },
  );
  return String(created.room.id);
}

async function createJoinLink({ ask }: TestApi, roomId: string, displayName: string): Promise<string> {
  const { createJoinLink: created } = await ask(
    'mutation ($input: CreateJoinLinkInput!) { createJoinLink(input: $input) { ... on CreateJoinLinkPayload { url } } }',
    { input: { roomId, displayName } },
  );
  return String(created.url);
}
