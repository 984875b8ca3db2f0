/** Debian's Chromium, driven by Playwright, with what WebRTC needs on a machine without a screen or devices. */
import { type Browser, chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--allow-loopback-in-peer-connection',
  '--disable-features=WebRtcHideLocalIpsWithMdns,MediaRouter,OptimizationHints,Translate',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--no-pings',
  '--disable-dev-shm-usage',
  // Pages that are not in front would be slowed down.
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
];

const options = (flags: readonly string[]) => ({
  executablePath: process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium',
  args: [...FLAGS, ...flags],
});

/** Each is a process of its own: a flag such as the captured file holds for the whole browser. */
export function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch(options(flags));
}

export interface MortalBrowser {
  browser: Browser;
  /** Ends it in order. */
  close(): Promise<void>;
  /** Ends it by SIGKILL, as a crash would: it says goodbye to nobody. */
  kill(): Promise<void>;
}

export async function launchMortalChromium(flags: readonly string[] = []): Promise<MortalBrowser> {
  const server = await chromium.launchServer(options(flags));
  const browser = await chromium.connect(server.wsEndpoint());
  return { browser, close: () => server.close(), kill: () => server.kill() };
}
