/** The join page as a person uses it, and instruments held to what it shows and plays. */
import type { Page } from 'playwright-core';
import { launchMortalChromium, type MortalBrowser } from './chromium.ts';
import { type FakeCaptureOptions, makeFakeCapture } from './fake-capture.ts';
import { type Listening, type Look, listenTo, lookAt, type Point } from './in-page.mjs';

export interface MeetingPage extends AsyncDisposable {
  readonly page: Page;
  /** The colours of a picture at some points, and how many frames were shown so far. */
  look(selector: string, points: readonly Point[]): Promise<Look>;
  /** What is heard: the strongest frequency over about a third of a second, its level, and the energy so far. */
  listen(selector: string): Promise<Listening>;
  /** Ends the browser as a crash would: it says goodbye to nobody. */
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
  const chromium = await launchMortalChromium(capture.chromiumFlags);
  try {
    const page = await chromium.browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(url);
    await page.getByLabel('Your name').fill(name);
    await page.locator('video[aria-label^="Preview of your camera"]').waitFor();
    await page.getByRole('button', { name: 'Join' }).click();
    await page.locator('[data-meeting-phase="in"]').waitFor();
    return meetingPage(chromium, page, () => capture[Symbol.asyncDispose]());
  } catch (error) {
    await chromium.close();
    await capture[Symbol.asyncDispose]();
    throw error;
  }
}

function meetingPage(chromium: MortalBrowser, page: Page, done: () => PromiseLike<void>): MeetingPage {
  return {
    page,
    look: (selector, points) => page.locator(selector).first().evaluate(lookAt, points),
    listen: (selector) => page.locator(selector).first().evaluate(listenTo),
    kill: chromium.kill,
    async [Symbol.asyncDispose]() {
      await chromium.close();
      await done();
    },
  };
}
