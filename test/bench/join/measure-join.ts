/** One join of one browser into a room where another already sends. */
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { hasFirstFrame, isSending, readProbe } from './in-page.mjs';

/** Something that two browsers can meet in. */
export interface MeetingPlace {
  readonly name: string;
  /** A room for these two alone. */
  openRoom(): Promise<{ enter(page: Page, who: string): Promise<void> }>;
}

export interface Join {
  /** From B's click on Join to the first of A's frames on B's screen. */
  ms: number;
  /** What B did on the way, with milliseconds since the click. */
  marks: { ms: number; what: string }[];
}

/** The one who waits in the room, and the one who joins. */
export interface Browsers {
  a: Browser;
  b: Browser;
}

const probe = z.object({
  clickedAt: z.number(),
  firstFrameAt: z.number(),
  marks: z.array(z.tuple([z.number(), z.string()])),
});
const probeFile = new URL('probe.js', import.meta.url).pathname;

export async function measureJoin(place: MeetingPlace, { a, b }: Browsers): Promise<Join> {
  const { enter } = await place.openRoom();
  const [pageOfA, pageOfB] = await Promise.all([openPage(a), openPage(b)]);
  const joinButton = (page: Page) => page.getByRole('button', { name: 'Join' });
  try {
    await enter(pageOfA, 'A');
    await joinButton(pageOfA).click();
    await pageOfA.waitForFunction(isSending, undefined, { polling: 100 });
    await enter(pageOfB, 'B');
    await joinButton(pageOfB).click();
    await pageOfB.waitForFunction(hasFirstFrame, undefined, { polling: 100 });
    const { clickedAt, firstFrameAt, marks } = probe.parse(await pageOfB.evaluate(readProbe));
    return {
      ms: firstFrameAt - clickedAt,
      marks: marks.map(([at, what]) => ({ ms: at - clickedAt, what })),
    };
  } finally {
    await Promise.all([pageOfA.context().close(), pageOfB.context().close()]);
  }
}

async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    permissions: ['camera', 'microphone'],
    viewport: { width: 1280, height: 800 },
  });
  await context.addInitScript({ path: probeFile });
  return context.newPage();
}
