import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import type { MeetingPlace } from './measure-join.ts';
import { startMinimalServer } from './minimal-server.ts';

/** The minimal server with its page, built as ours is. */
export async function startMinimalPlace(workerBin: string | undefined): Promise<MeetingPlace & AsyncDisposable> {
  const pageFolder = await mkdtemp(join(tmpdir(), 'bryggen-bench-page-'));
  await build({
    root: new URL('minimal-page', import.meta.url).pathname,
    configFile: false,
    logLevel: 'warn',
    build: { outDir: pageFolder, emptyOutDir: true, target: 'es2022' },
  });
  const server = await startMinimalServer({ workerBin, pageFolder });
  return {
    name: 'minimal mediasoup server',
    // Whoever has left is forgotten at once, so that one room is enough.
    openRoom: async () => ({
      async enter(page) {
        await page.goto(server.origin);
        await page.locator('button:enabled').waitFor();
      },
    }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(pageFolder, { recursive: true, force: true });
    },
  };
}
