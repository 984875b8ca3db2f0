/** The join page as a person uses it, and instruments held to what it shows and plays. */
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { type FakeCaptureOptions, makeFakeCapture } from './fake-capture.ts';
import { type Listening, type Look, listenTo, lookAt } from './in-page.mjs';

export interface MeetingPage extends AsyncDisposable {
  readonly page: Page;
  /** The mean colours of a grid of cells over the picture, row by row, and how many frames were shown so far. */
  look(selector: string, grid: { columns: number; rows: number }): Promise<Look>;
  /** What is heard: the strongest frequency over about a third of a second, its level, and the energy so far. */
  listen(selector: string): Promise<Listening>;
  /** Ends the browser as a crash would: no goodbye. */
  kill(): Promise<void>;
}

export interface OpenOptions {
  url: string;
  name: string;
  capture: FakeCaptureOptions;
}

/** Opens the link in a browser of its own and joins as soon as devices are ready. */
export async function joinByLink({ url, name, capture: captured }: OpenOptions): Promise<MeetingPage> {
  const capture = await makeFakeCapture(captured);
  const browser = await launchChromium(capture.chromiumFlags);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(url);
    await page.getByLabel('Your name').fill(name);
    await page.locator('video[aria-label^="Preview of your camera"]').waitFor();
    await page.getByRole('button', { name: 'Join' }).click();
    await page.locator('[data-meeting-phase="in"]').waitFor();
    return meetingPage(browser, page, () => capture[Symbol.asyncDispose]());
  } catch (error) {
    await browser.close();
    await capture[Symbol.asyncDispose]();
    throw error;
  }
}

function meetingPage(browser: Browser, page: Page, done: () => PromiseLike<void>): MeetingPage {
  return {
    page,
    look: (selector, grid) => page.locator(selector).first().evaluate(lookAt, grid),
    listen: (selector) => page.locator(selector).first().evaluate(listenTo),
    async kill() {
      await browser.close();
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await done();
    },
  };
}
