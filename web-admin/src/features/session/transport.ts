import type { types } from 'mediasoup-client';
import type { Signalling } from './signalling.ts';

/** A WebRtcTransport of this client that mends its own ICE. Its creator closes it. */
export interface MeetingTransport {
  readonly transport: types.Transport;
  /** New ICE credentials for both ends: after a change of network, or where media has stopped. */
  restartIce(): void;
  /** Restarts ICE where the transport is not well. */
  mend(): void;
  close(): void;
}

export interface TransportDeps {
  signalling: Signalling;
  onState(state: types.ConnectionState): void;
  /** ICE could not be restarted, or the node refused the transport: thrown by `Signalling`. */
  onFailure(cause: unknown): void;
}

/** `disconnected` often heals by itself (RFC 8445 keeps on checking): wait this long first. */
const disconnectedPatienceMs = 1_500;
const stillFailedMs = 4_000;

export function manageTransport(transport: types.Transport, deps: TransportDeps): MeetingTransport {
  const { signalling, onState, onFailure } = deps;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let restarting = false;

  function unwell(): boolean {
    return transport.connectionState === 'failed' || transport.connectionState === 'disconnected';
  }

  function restartAfter(delayMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (unwell()) void restart();
    }, delayMs);
  }

  async function restart(): Promise<void> {
    if (restarting || transport.closed || transport.connectionState === 'new') return;
    restarting = true;
    try {
      const iceParameters = await signalling.restartIce(transport.id);
      if (!transport.closed) await transport.restartIce({ iceParameters });
    } catch (cause) {
      if (!transport.closed) onFailure(cause);
    } finally {
      restarting = false;
      restartAfter(stillFailedMs);
    }
  }

  // Answered before the node has: the client's offer, ICE and first DTLS packet take longer than this message, which was
  // sent first on the same socket. It saves a round trip before the first frame.
  transport.on('connect', ({ dtlsParameters }, done) => {
    signalling.connectTransport(transport.id, dtlsParameters).catch(onFailure);
    done();
  });
  transport.on('connectionstatechange', (state) => {
    onState(state);
    if (state === 'disconnected') restartAfter(disconnectedPatienceMs);
    if (state === 'failed') restartAfter(0);
    if (state === 'connected') clearTimeout(timer);
  });

  return {
    transport,
    restartIce: () => void restart(),
    mend: () => {
      if (unwell()) void restart();
    },
    close() {
      clearTimeout(timer);
      transport.close();
    },
  };
}
