import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ArenaStream, ResponseBody } from '../../../media/arena/messages.ts';
import type { Log } from '../../../media/contract/log.ts';
import { buildBye, buildPli } from '../../../media/rtp/rtcp-build.ts';
import { parseRtpHeader } from '../../../media/rtp/rtp-packet.ts';
import { type ArenaClient, createArenaClient } from '../../support/arena-mcu/arena-client.ts';
import { startGstChild } from '../../support/arena-mcu/gst-child.ts';
import { gstOutputDescriptor, parseTheoraConfiguration } from '../../support/arena-mcu/gst-pipelines.ts';
import { createIncomingStream, type IncomingStream } from '../../support/arena-mcu/incoming-stream.ts';
import { createReferenceMcu, type ReferenceMcu } from '../../support/arena-mcu/reference-mcu.ts';
import { createRtpDeframer } from '../../support/arena-mcu/rtp-framing.ts';
import { readFrameNumber, sceneMarks } from '../../support/arena-mcu/scene.ts';

const quiet = () => undefined;
const log: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** Closed behind each test, last first. */
const opened: { close(): Promise<void> | void }[] = [];

afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.close();
});

function keep<T extends { close(): Promise<void> | void }>(thing: T): T {
  opened.push(thing);
  return thing;
}

async function startMcu(options: Partial<Parameters<typeof createReferenceMcu>[0]> = {}): Promise<ReferenceMcu> {
  return keep(await createReferenceMcu({ arenas: ['ops-room'], log, ...options }));
}

async function connect(mcu: ReferenceMcu): Promise<ArenaClient> {
  return keep(await createArenaClient(mcu));
}

function ask(client: ArenaClient, token?: string, arena = 'ops-room') {
  const capabilities = { audio: ['speex'], video: ['theora'], tiles: false };
  const body = { arena, cname: 'gateway@test', name: 'Gateway', capabilities };
  return client.ask({ type: 'JOIN', body: token === undefined ? body : { ...body, token } });
}

async function join(client: ArenaClient): Promise<ResponseBody<'JOIN'>> {
  const result = await ask(client);
  if (result.kind === 'accepted' && isJoined(result.body)) return result.body;
  throw new Error(`JOIN: ${JSON.stringify(result)}`);
}

function isJoined(body: object): body is ResponseBody<'JOIN'> {
  return 'session' in body;
}

function streamFrom(streams: readonly ArenaStream[], source: ArenaStream['source']): ArenaStream {
  const stream = streams.find((candidate) => candidate.source === source);
  if (stream === undefined) throw new Error(`no stream of source ${source}`);
  return stream;
}

/** Subscribes, and decodes what comes. */
async function watch(client: ArenaClient, description: ArenaStream): Promise<IncomingStream> {
  const stream = keep(createIncomingStream({ description, log, askForKeyframe: quiet }));
  stream.setSubscribed(true);
  client.onRtp((packet) => {
    if (parseRtpHeader(packet)?.ssrc === description.ssrc) stream.receive(packet, performance.now());
  });
  expect(await client.ask({ type: 'SUBSCRIBE', body: { ssrc: description.ssrc } })).toEqual({
    kind: 'accepted',
    body: {},
  });
  return stream;
}

/** Sends what a GStreamer source makes, in real time, as soon as the MCU has subscribed. */
async function publish(client: ArenaClient, description: ArenaStream, pipeline: string[]): Promise<void> {
  let printed = '';
  const wanted = () =>
    client.asked.some(({ type, body }) => type === 'SUBSCRIBE' && 'ssrc' in body && body.ssrc === description.ssrc);
  const { ssrc, payloadType, kind } = description;
  const payloader = [`pt=${payloadType}`, `ssrc=${ssrc}`, 'mtu=1200', '!', 'rtpstreampay'];
  const configuration = await new Promise<string | undefined>((resolve, reject) => {
    keep(
      startGstChild({
        pipeline: [...pipeline, ...payloader, '!', 'fdsink', `fd=${gstOutputDescriptor}`, 'sync=false'],
        log,
        onOutput: createRtpDeframer((packet) => {
          if (wanted()) client.sendRtp(packet);
        }),
        onCaps: (text) => {
          printed += text;
          if (kind === 'audio' || parseTheoraConfiguration(printed)) resolve(parseTheoraConfiguration(printed));
        },
        onFailure: (reason) => reject(new Error(reason)),
      }),
    );
  });
  const parameters = configuration === undefined ? {} : { configuration };
  const answer = await client.ask({ type: 'STREAM', body: { ...description, parameters } });
  expect(answer).toEqual({ kind: 'accepted', body: {} });
}

const microphone: ArenaStream = {
  ssrc: 1_111_111,
  cname: 'ada@test',
  kind: 'audio',
  source: 'microphone',
  payloadType: 97,
  codec: 'speex',
  clockRate: 16_000,
  parameters: {},
};
const camera: ArenaStream = {
  ...microphone,
  ssrc: 4_222_222_222,
  kind: 'video',
  source: 'camera',
  payloadType: 98,
  codec: 'theora',
  clockRate: 90_000,
};

const toneOf500Hz = ['audiotestsrc', 'is-live=true', 'freq=500', 'samplesperbuffer=320', '!'].concat([
  'audio/x-raw,rate=16000,channels=1',
  '!',
  'speexenc',
  '!',
  'rtpspeexpay',
]);
const colourBars = [
  'videotestsrc',
  'is-live=true',
  'pattern=smpte75',
  '!',
  'video/x-raw,width=320,height=240,framerate=15/1',
].concat(['!', 'theoraenc', 'keyframe-force=15', '!', 'rtptheorapay']);

const ingrid = {
  name: 'Ingrid',
  sound: { kind: 'tone', frequencyHz: 440 },
  picture: { kind: 'pattern', colour: { red: 80, green: 170, blue: 255 } },
} as const;

/** gst-launch processes whose parent is this process. */
function gstChildren(): number {
  const children = execFileSync('ps', ['--ppid', String(process.pid), '-o', 'comm='], { encoding: 'utf8' });
  return children.split('\n').filter((name) => name.startsWith('gst-launch')).length;
}

describe('the reference MCU', () => {
  it('tells a client who joins of its participants, its mix and its scene', async () => {
    const mcu = await startMcu();
    const { cname } = await mcu.addParticipant('ops-room', ingrid);
    const client = await connect(mcu);
    const joined = await join(client);
    expect(joined.participants).toEqual([{ cname, name: 'Ingrid' }]);
    expect(joined.streams.map(({ source, codec, payloadType }) => [source, codec, payloadType])).toEqual([
      ['mix', 'speex', 97],
      ['scene', 'theora', 98],
    ]);
    expect(mcu.sessions()).toMatchObject([{ session: joined.session, clientSsrc: client.ssrc, name: 'Gateway' }]);
    expect(gstChildren()).toBe(0);
  });

  it('sends the sound of all participants as Speex, and only to those who subscribed', async () => {
    const mcu = await startMcu();
    await mcu.addParticipant('ops-room', ingrid);
    const client = await connect(mcu);
    const idle = await connect(mcu);
    await join(idle);
    let idlePackets = 0;
    idle.onRtp(() => {
      idlePackets += 1;
    });
    const mix = await watch(client, streamFrom((await join(client)).streams, 'mix'));
    const heard = await mcu.until(() => heardTone(mix), { what: 'half a second of the tone' });
    expect(heard.dominantFrequencyHz).toBeCloseTo(440, -1);
    expect(heard.toneShare).toBeGreaterThan(0.9);
    expect(mix.observe().lost).toBe(0);
    expect(idlePackets).toBe(0);
    const lars = await mcu.addParticipant('ops-room', {
      ...ingrid,
      name: 'Lars',
      sound: { kind: 'tone', frequencyHz: 1200 },
    });
    await mcu.until(() => (heardTone(mix)?.toneShare ?? 1) < 0.7, { what: 'two tones in the mix' });
    await lars.leave();
    await mcu.until(() => (heardTone(mix)?.toneShare ?? 0) > 0.9, { what: 'one tone in the mix again' });
    await client.ask({ type: 'UNSUBSCRIBE', body: { ssrc: mix.description().ssrc } });
    await mcu.until(() => gstChildren() === 1, { what: 'the encoder has ended' });
  });

  it('sends a scene as Theora whose marks can be found again', async () => {
    const mcu = await startMcu();
    await mcu.addParticipant('ops-room', ingrid);
    const client = await connect(mcu);
    const scene = await watch(client, streamFrom((await join(client)).streams, 'scene'));
    const first = await mcu.until(() => scene.livePicture(), { what: 'a picture of the scene' });
    for (const { x, y, colour } of sceneMarks.corners) {
      const at = (Math.floor(y * first.height) * first.width + Math.floor(x * first.width)) * 3;
      const [red = 0, green = 0, blue = 0] = first.bytes.subarray(at, at + 3);
      expect(Math.hypot(red - colour.red, green - colour.green, blue - colour.blue)).toBeLessThan(40);
    }
    const number = readFrameNumber(first);
    await mcu.until(() => scene.livePicture() !== first && readFrameNumber(scene.livePicture() ?? first) > number, {
      what: 'the frame number has risen',
    });
    client.sendRtcp(buildPli(client.ssrc, scene.description().ssrc));
    await mcu.until(() => mcu.sessions()[0]?.subscriptions[0]?.keyframeRequests === 1, { what: 'a keyframe request' });
  });

  it('goes on under the same SSRC with new headers when the scene changes its size', async () => {
    const mcu = await startMcu();
    const client = await connect(mcu);
    const scene = await watch(client, streamFrom((await join(client)).streams, 'scene'));
    await mcu.until(() => (scene.observe().picture?.frames ?? 0) > 3, { what: 'pictures of the first size' });
    await mcu.resizeScene('ops-room', { width: 320, height: 180 });
    const announced = await mcu.until(() => client.asked.find(({ type }) => type === 'STREAM'), { what: 'STREAM' });
    expect(announced.body).toMatchObject({ ssrc: scene.description().ssrc, parameters: { width: 320, height: 180 } });
    if (announced.type === 'STREAM') scene.describe(announced.body);
    const before = scene.observe().picture?.frames ?? 0;
    await mcu.until(() => (scene.observe().picture?.frames ?? 0) > before + 10, { what: 'pictures of the other size' });
  });

  it('reports what it sends and receives, under the names of its participants', async () => {
    const mcu = await startMcu();
    await mcu.addParticipant('ops-room', { ...ingrid, ownStreams: true });
    const client = await connect(mcu);
    const { streams } = await join(client);
    const own = streamFrom(streams, 'microphone');
    await watch(client, own);
    const report = await mcu.until(
      () => client.rtcp.find((packet) => packet.kind === 'senderReport' && packet.ssrc === own.ssrc),
      { what: 'a sender report' },
    );
    expect(report).toMatchObject({ kind: 'senderReport', packetCount: expect.any(Number) });
    const names = client.rtcp.flatMap((packet) => (packet.kind === 'sourceDescription' ? packet.chunks : []));
    expect(names).toContainEqual({ ssrc: own.ssrc, cname: own.cname, name: 'Ingrid' });
  });

  it("subscribes to a client's streams while somebody is in the arena, and hears and sees what they hold", async () => {
    const mcu = await startMcu();
    const client = await connect(mcu);
    await join(client);
    await client.ask({ type: 'PARTICIPANT', body: { cname: 'ada@test', name: 'Ada', state: 'joined' } });
    await publish(client, microphone, toneOf500Hz);
    await publish(client, camera, colourBars);
    expect(mcu.received(microphone.ssrc)?.subscribed).toBe(false);
    const lonely = await mcu.addParticipant('ops-room', ingrid);
    const sound = await mcu.until(() => toneAt(mcu, microphone.ssrc), { what: 'the sound of the microphone' });
    expect(sound.dominantFrequencyHz).toBeCloseTo(500, -1);
    expect(sound.levelDbfs).toBeGreaterThan(-30);
    const picture = await mcu.until(
      () => {
        const seen = mcu.received(camera.ssrc)?.picture;
        return seen !== undefined && seen.frames > 10 ? seen : undefined;
      },
      { what: 'pictures of the camera' },
    );
    // SMPTE bars at 75 %: the first is grey, the last blue.
    expect(picture.cells[16 * 3]?.green).toBeGreaterThan(150);
    expect(picture.cells[16 * 3 + 15]).toEqual({ red: near(0), green: near(0), blue: near(191) });
    expect(client.rtcp).toContainEqual(expect.objectContaining({ kind: 'pictureLoss', mediaSsrc: camera.ssrc }));
    expect(mcu.sessions()[0]?.participants).toMatchObject([{ cname: 'ada@test', name: 'Ada' }]);
    await lonely.leave();
    await mcu.until(() => client.asked.filter(({ type }) => type === 'UNSUBSCRIBE').length === 2, {
      what: 'UNSUBSCRIBE',
    });
    client.sendRtcp(buildBye([camera.ssrc]));
    await client.ask({ type: 'STREAM_END', body: { ssrc: microphone.ssrc } });
    await mcu.until(() => mcu.sessions()[0]?.streams.length === 0, { what: 'no stream of the client' });
    expect(mcu.received(camera.ssrc)).toBeUndefined();
  });

  it("shows a client's camera in its scene where it is asked to", async () => {
    const mcu = await startMcu({ composeGateway: true });
    await mcu.addParticipant('ops-room', { ...ingrid, picture: { kind: 'none' } });
    const client = await connect(mcu);
    const scene = await watch(client, streamFrom((await join(client)).streams, 'scene'));
    await publish(client, camera, colourBars.with(2, 'pattern=red'));
    // The second of two panels fills the right half: its middle is in column 12 of 16, row 4 of 9.
    const cell = () => scene.observe().picture?.cells[4 * 16 + 11];
    const seen = await mcu.until(() => ((cell()?.red ?? 0) > 150 ? cell() : undefined), { what: 'red in the scene' });
    expect(seen.blue).toBeLessThan(80);
  });

  it('tells who comes and who goes, with their streams', async () => {
    const mcu = await startMcu();
    const client = await connect(mcu);
    await join(client);
    const person = await mcu.addParticipant('ops-room', { ...ingrid, ownStreams: true });
    await person.leave();
    await mcu.until(() => client.asked.length >= 6, { what: 'six requests' });
    const told = client.asked.map(({ type, body }) => ('state' in body ? `${type} ${body.state}` : type));
    expect(told).toEqual(['PARTICIPANT joined', 'STREAM', 'STREAM', 'STREAM_END', 'STREAM_END', 'PARTICIPANT left']);
  });

  it('refuses in the words of the profile', async () => {
    const mcu = await startMcu({ token: 'secret' });
    const client = await connect(mcu);
    expect(await ask(client)).toMatchObject({ kind: 'refused', code: 'REFUSED' });
    expect(await ask(client, 'secret', 'elsewhere')).toMatchObject({ kind: 'refused', code: 'UNKNOWN_ARENA' });
    expect(await client.ask({ type: 'PING', body: {} })).toMatchObject({ kind: 'refused', code: 'UNKNOWN_SESSION' });
    mcu.refuseJoins('FULL');
    expect(await ask(client, 'secret')).toMatchObject({ kind: 'refused', code: 'FULL' });
    mcu.refuseJoins(undefined);
    expect(await ask(client, 'secret')).toMatchObject({ kind: 'accepted' });
    expect(await client.ask({ type: 'SUBSCRIBE', body: { ssrc: 5 } })).toMatchObject({ code: 'UNKNOWN_STREAM' });
    const opus = { ...microphone, codec: 'opus' };
    expect(await client.ask({ type: 'STREAM', body: opus })).toMatchObject({ code: 'UNSUPPORTED_CODEC' });
    const taken = { ...microphone, ssrc: client.ssrc };
    expect(await client.ask({ type: 'STREAM', body: taken })).toMatchObject({ code: 'REFUSED' });
  });

  it('ends the session of a client that leaves, says BYE, or answers no PING', async () => {
    const mcu = await startMcu({ pingAfterMs: 300 });
    const [leaving, parting, silent] = [await connect(mcu), await connect(mcu), await connect(mcu)];
    for (const client of [leaving, parting, silent]) await join(client);
    await mcu.until(() => leaving.asked.some(({ type }) => type === 'PING'), { what: 'PING' });
    expect(mcu.sessions()).toHaveLength(3);
    await leaving.ask({ type: 'LEAVE', body: {} });
    expect(mcu.sessions()).toHaveLength(2);
    parting.sendRtcp(buildBye([parting.ssrc]));
    await mcu.until(() => mcu.sessions().length === 1, { what: 'one session is left' });
    silent.goSilent();
    await mcu.until(() => mcu.sessions().length === 0, { what: 'no session is left' });
  });

  it('answers nothing while it is silent', async () => {
    const mcu = await startMcu();
    const client = await connect(mcu);
    mcu.setSilent(true);
    let answered = false;
    const joining = ask(client).then(() => {
      answered = true;
    });
    const other = await connect(await startMcu());
    await join(other);
    expect(answered).toBe(false);
    mcu.setSilent(false);
    await joining;
  });

  it('ends everything that it started', async () => {
    const mcu = await startMcu();
    await mcu.addParticipant('ops-room', ingrid);
    const client = await connect(mcu);
    const { streams } = await join(client);
    for (const stream of streams) await client.ask({ type: 'SUBSCRIBE', body: { ssrc: stream.ssrc } });
    await mcu.until(() => gstChildren() === 2, { what: 'two encoders' });
    await mcu.close();
    await mcu.close();
    expect(gstChildren()).toBe(0);
    const again = keep(await createReferenceMcu({ arenas: [], rtpPort: mcu.rtpPort, log }));
    expect(again.rtcpPort).toBe(mcu.rtcpPort);
  });
});

function heardTone(stream: IncomingStream) {
  const { sound } = stream.observe();
  return sound !== undefined && sound.samples >= 8000 ? sound : undefined;
}

function toneAt(mcu: ReferenceMcu, ssrc: number) {
  const sound = mcu.received(ssrc)?.sound;
  return sound !== undefined && sound.samples >= 8000 ? sound : undefined;
}

function near(value: number) {
  return { asymmetricMatch: (actual: unknown) => typeof actual === 'number' && Math.abs(actual - value) < 30 };
}
