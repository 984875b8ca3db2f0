import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { z } from 'zod';
import type { MeetingPlace } from './measure-join.ts';

export interface MinimalPlaces extends AsyncDisposable {
  /** Its page does everything at once. */
  readonly atOnce: MeetingPlace;
  /** Its page sends once it receives, as ours does. */
  readonly receiveFirst: MeetingPlace;
}

/** The minimal server with its page, built as ours is. */
export async function startMinimalPlaces(): Promise<MinimalPlaces> {
  const pageFolder = await mkdtemp(join(tmpdir(), 'bryggen-bench-page-'));
  await build({
    root: new URL('minimal-page', import.meta.url).pathname,
    configFile: false,
    logLevel: 'warn',
    build: { outDir: pageFolder, emptyOutDir: true, target: 'es2022' },
  });
  const server = fork(new URL('minimal-main.ts', import.meta.url).pathname, [pageFolder], {
    execArgv: ['--import', 'tsx'],
  });
  const [origin] = z.tuple([z.url()]).parse((await once(server, 'message')).slice(0, 1));
  // Whoever has left is forgotten at once, so that one room is enough.
  const place = (name: string, url: string): MeetingPlace => ({
    name,
    openRoom: async () => ({
      async enter(page) {
        await page.goto(url);
        await page.locator('button:enabled').waitFor();
      },
    }),
  });
  return {
    atOnce: place('minimal mediasoup server', origin),
    receiveFirst: place('the same, receiving first', `${origin}/?receive-first`),
    async [Symbol.asyncDispose]() {
      const ended = once(server, 'exit');
      server.disconnect();
      await ended;
      await rm(pageFolder, { recursive: true, force: true });
    },
  };
}
