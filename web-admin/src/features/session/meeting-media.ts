import type { types } from 'mediasoup-client';
import type { LocalMedia } from './local-media.ts';
import type { StreamView } from './meeting-state.ts';
import { createReceiver, type Received } from './receiver.ts';
import { createSender } from './sender.ts';
import type { Signalling } from './signalling.ts';
import { type MeetingTransport, manageTransport } from './transport.ts';

/** Everything that a stay sends and receives. Its creator closes it. */
export interface MeetingMedia {
  /** Receives these streams and no others. */
  receive(streams: readonly StreamView[]): void;
  /** Restarts ICE where media has stopped. */
  mend(): void;
  /** Restarts ICE everywhere: the network has changed. */
  restartIce(): void;
  close(): void;
}

export interface MeetingMediaDeps {
  signalling: Signalling;
  /** Not loaded yet. */
  device: types.Device;
  routerCapabilities: types.RtpCapabilities;
  /** The node's ends of the transports. */
  receive: types.TransportOptions;
  send: types.TransportOptions;
  local: LocalMedia;
  /** What there is to receive at the moment. */
  streams(): readonly StreamView[];
  onReceived(received: ReadonlyMap<string, Received>): void;
  onState(state: types.ConnectionState): void;
  /** Something of one's own does not reach the others. */
  onSendFailure(cause: unknown): void;
  /** A transport is lost for good. */
  onFailure(cause: unknown): void;
}

/** How long one's own camera waits for the others' to be under way. */
const RECEIVE_FIRST_MS = 500;

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function connected(transport: types.Transport): Promise<void> {
  return new Promise((resolve) => {
    transport.on('connectionstatechange', (state) => {
      if (state === 'connected') resolve();
    });
  });
}

const worstFirst = ['failed', 'disconnected', 'connecting', 'new', 'connected', 'closed'] as const;

/** Throws mediasoup-client's errors where this is no WebRTC browser. */
export async function openMeetingMedia(deps: MeetingMediaDeps): Promise<MeetingMedia> {
  const { signalling, local, device, receive: receiveOptions, send: sendOptions } = deps;
  await device.load({ routerRtpCapabilities: deps.routerCapabilities });
  const transports: MeetingTransport[] = [];
  const onState = (): void => {
    const states = transports.map(({ transport }) => transport.connectionState);
    deps.onState(worstFirst.find((state) => states.includes(state)) ?? 'new');
  };
  const managed = { signalling, onState, onFailure: deps.onFailure };
  const receiving = manageTransport(device.createRecvTransport(receiveOptions), managed);
  transports.push(receiving);
  const capabilities = device.recvRtpCapabilities;
  const receiver = createReceiver({
    signalling,
    capabilities,
    transport: receiving.transport,
    onChange: deps.onReceived,
  });
  receiver.sync(deps.streams());
  let stopSending: (() => void) | undefined;
  let closed = false;

  function startSending(): void {
    if (closed) return;
    const sending = manageTransport(device.createSendTransport(sendOptions), managed);
    transports.push(sending);
    const sender = createSender({ signalling, transport: sending.transport, onFailure: deps.onSendFailure });
    const send = (): void => {
      // The camera first: mediasoup-client starts one after another, and a first picture is what people wait for.
      for (const source of ['CAMERA', 'MICROPHONE'] as const) {
        const { track, on } = local.state.get().devices[source];
        sender.want(source, { track, on });
      }
    };
    send();
    stopSending = local.state.subscribe(send);
  }

  // One after the other: side by side both would take longer, and people look for the others first.
  const late = delay(RECEIVE_FIRST_MS);
  const receives = deps.streams().length === 0 ? Promise.resolve() : connected(receiving.transport);
  void Promise.race([receives, late]).then(startSending);
  await Promise.race([receiver.settled(), late]);

  return {
    receive: receiver.sync,
    mend() {
      for (const transport of transports) transport.mend();
    },
    restartIce() {
      for (const transport of transports) transport.restartIce();
    },
    close() {
      closed = true;
      stopSending?.();
      for (const transport of transports) transport.close();
    },
  };
}
