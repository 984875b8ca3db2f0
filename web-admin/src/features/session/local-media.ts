/** The person's own camera and microphone, and the choice of devices: in the lobby and during the meeting. */
import type { Problem } from '../connection/problem.ts';
import { createStore, type Store } from '../connection/store.ts';
import { deviceProblem, insecureContext } from './device-problem.ts';
import type { OwnSource } from './own-source.ts';

export interface OwnDevice {
  /** Whether the person wants it to be sent. */
  readonly on: boolean;
  /** Live while open; null where there is none, or while the camera is off. */
  readonly track: MediaStreamTrack | null;
  readonly deviceId: string | null;
  readonly problem: Problem | null;
  readonly opening: boolean;
}

export interface LocalMediaState {
  readonly devices: Readonly<Record<OwnSource, OwnDevice>>;
  readonly choices: readonly MediaDeviceInfo[];
  /** Null means the browser's choice. */
  readonly speakerId: string | null;
}

export interface LocalMedia {
  readonly state: Store<LocalMediaState>;
  /** Asks for both at once (one question to the person), then for each alone where that fails. */
  open(): Promise<void>;
  turn(source: OwnSource, on: boolean): Promise<void>;
  choose(source: OwnSource, deviceId: string): Promise<void>;
  chooseSpeaker(deviceId: string): void;
  close(): void;
}

const sources = ['CAMERA', 'MICROPHONE'] as const;

function constraints(source: OwnSource, deviceId: string | null): MediaTrackConstraints {
  const device = deviceId === null ? {} : { deviceId: { exact: deviceId } };
  if (source === 'MICROPHONE')
    return { ...device, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  return { ...device, width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 25, max: 30 } };
}

const idle: OwnDevice = { on: true, track: null, deviceId: null, problem: null, opening: false };

/** With the devices on that were on before, where somebody comes back: a muted person stays muted. */
export function createLocalMedia(before?: LocalMedia): LocalMedia {
  const as = (source: OwnSource): OwnDevice => ({ ...idle, on: before?.state.get().devices[source].on ?? true });
  const state = createStore<LocalMediaState>({
    devices: { CAMERA: as('CAMERA'), MICROPHONE: as('MICROPHONE') },
    choices: [],
    speakerId: null,
  });
  // Insecure pages have no mediaDevices at all, whatever the DOM's types say.
  const mediaDevices: MediaDevices | undefined = navigator.mediaDevices;
  let closed = false;

  function patch(source: OwnSource, change: Partial<OwnDevice>): void {
    state.update((now) => ({
      ...now,
      devices: { ...now.devices, [source]: { ...now.devices[source], ...change } },
    }));
  }

  function adopt(source: OwnSource, track: MediaStreamTrack): void {
    if (closed || !state.get().devices[source].on) {
      track.stop();
      return;
    }
    state.get().devices[source].track?.stop();
    track.addEventListener('ended', () => {
      // Pulled out, or its permission was withdrawn: stop() of our own makes no event.
      if (state.get().devices[source].track !== track) return;
      patch(source, { track: null, on: false, problem: deviceProblem(source, 'NotFoundError') });
    });
    const deviceId = track.getSettings().deviceId ?? null;
    patch(source, { track, deviceId, problem: null, opening: false });
  }

  async function list(): Promise<void> {
    if (mediaDevices === undefined) return;
    const choices = await mediaDevices.enumerateDevices();
    state.update((now) => ({ ...now, choices }));
  }
  const listAgain = (): void => void list();

  async function openOne(source: OwnSource): Promise<void> {
    if (mediaDevices === undefined) return patch(source, { problem: insecureContext, on: false });
    patch(source, { opening: true });
    const wanted = constraints(source, state.get().devices[source].deviceId);
    try {
      const stream = await mediaDevices.getUserMedia(source === 'CAMERA' ? { video: wanted } : { audio: wanted });
      for (const track of stream.getTracks()) adopt(source, track);
    } catch (cause) {
      const name = cause instanceof DOMException ? cause.name : 'unknown reason';
      patch(source, { track: null, on: false, opening: false, problem: deviceProblem(source, name) });
    }
    await list();
  }

  async function openBoth(): Promise<boolean> {
    if (mediaDevices === undefined) return false;
    for (const source of sources) patch(source, { opening: true });
    try {
      const stream = await mediaDevices.getUserMedia({
        video: constraints('CAMERA', null),
        audio: constraints('MICROPHONE', null),
      });
      for (const track of stream.getTracks()) adopt(track.kind === 'video' ? 'CAMERA' : 'MICROPHONE', track);
      return true;
    } catch (cause) {
      // Which of the two it was is found by asking for each alone.
      return cause instanceof Error ? false : Promise.reject(cause);
    }
  }

  mediaDevices?.addEventListener('devicechange', listAgain);

  return {
    state,
    async open() {
      const wanted = sources.filter((source) => state.get().devices[source].on);
      if (wanted.length === sources.length && (await openBoth())) return list();
      await Promise.all(wanted.map(openOne));
    },
    async turn(source, on) {
      const device = state.get().devices[source];
      patch(source, { on });
      if (on && device.track === null) return openOne(source);
      // The camera's light goes out; a microphone stays open, so that unmuting is instant.
      if (!on && source === 'CAMERA') {
        device.track?.stop();
        patch(source, { track: null, opening: false });
      }
    },
    async choose(source, deviceId) {
      patch(source, { deviceId });
      if (state.get().devices[source].on) await openOne(source);
    },
    chooseSpeaker(speakerId) {
      state.update((now) => ({ ...now, speakerId }));
    },
    close() {
      closed = true;
      mediaDevices?.removeEventListener('devicechange', listAgain);
      for (const source of sources) {
        state.get().devices[source].track?.stop();
        patch(source, { track: null, opening: false });
      }
    },
  };
}
