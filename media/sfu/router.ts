/** One room's mediasoup router: transports to browsers, and plain RTP out of and into it for transcoding. */
import type { types } from 'mediasoup';
import type { Log } from '../contract/log.ts';
import type { RtpCapabilities } from '../contract/rtp-types.ts';
import { type BrowserTransport, createBrowserTransport } from './browser-transport.ts';
import { createInjection, type Injection, type InjectionOptions } from './injection.ts';
import { fromMediasoupCapabilities } from './rtp-parameters.ts';
import { createTap, type Tap, type TapOptions } from './tap.ts';

export interface SfuRouter {
  /** What clients load into their device. */
  readonly rtpCapabilities: RtpCapabilities;
  createBrowserTransport(direction: 'send' | 'receive'): Promise<BrowserTransport>;
  /** Reads a browser's stream as plain RTP. */
  tap(options: TapOptions): Promise<Tap>;
  /** Feeds plain RTP in as a stream that browsers can consume. */
  inject(options: InjectionOptions): Promise<Injection>;
  close(): void;
}

export interface SfuRouterDeps {
  router: types.Router;
  webRtcServer: types.WebRtcServer;
  log: Log;
}

export function createSfuRouter({ router, webRtcServer, log }: SfuRouterDeps): SfuRouter {
  return {
    rtpCapabilities: fromMediasoupCapabilities(router.rtpCapabilities),
    createBrowserTransport: (direction) => createBrowserTransport({ router, webRtcServer, direction }),
    tap: (options) => createTap(router, options, log),
    inject: (options) => createInjection(router, options, log),
    close: () => router.close(),
  };
}
