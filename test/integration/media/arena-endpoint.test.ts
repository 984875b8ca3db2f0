import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type ArenaLink,
  type ArenaLinkEvent,
  type ArenaLinkOptions,
  createArenaLink,
} from '../../../media/arena/arena-link.ts';
import { type Endpoint, openEndpoint } from '../../../media/arena/endpoint.ts';
import type { ArenaRequest, ArenaStream } from '../../../media/arena/messages.ts';
import { type Answer, createTransactions, type TransactionAction } from '../../../media/arena/transactions.ts';
import type { Log } from '../../../media/contract/log.ts';
import { appsNamed, parseRtcp, type RtcpPacket, splitCompound } from '../../../media/rtp/rtcp.ts';
import { buildBye, buildPli } from '../../../media/rtp/rtcp-build.ts';
import { buildRtpPacket } from '../../../media/rtp/rtp-packet.ts';
import { eventually } from '../../support/eventually.ts';

const MCU_SSRC = 2;
const host = '127.0.0.1';
const silent = () => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };

/** A list that can be waited on. */
function createInbox<T>() {
  const items: T[] = [];
  const waiting = new Set<() => void>();
  return {
    items,
    push(item: T) {
      items.push(item);
      for (const look of [...waiting]) look();
    },
    /** The first item, of those there and those to come, that fits; each is given once. */
    take<U extends T>(fits: (item: T) => item is U): Promise<U> {
      return new Promise((resolve) => {
        const look = () => {
          const found = items.find(fits);
          if (found === undefined) return;
          items.splice(items.indexOf(found), 1);
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      });
    },
  };
}

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const scene: ArenaStream = {
  ssrc: 50,
  cname: 'mcu',
  kind: 'video',
  source: 'scene',
  payloadType: 98,
  codec: 'theora',
  clockRate: 90_000,
  parameters: { configuration: 'A'.repeat(4000) },
};
const voice: ArenaStream = {
  ssrc: 60,
  cname: 'eva',
  kind: 'audio',
  source: 'microphone',
  payloadType: 97,
  codec: 'speex',
  clockRate: 16_000,
  parameters: {},
};

/**
 * A peer that joins whoever asks, accepts everything, and keeps what it got; real sockets, the request layer of the product. The
 * pair of ports of an endpoint is fixed before it knows its peer, so a plain pair of sockets is used.
 */
async function startMcu(answerTo: (request: ArenaRequest) => Answer | 'silence' = answerAll) {
  const requests = createInbox<ArenaRequest>();
  const rtcpPackets = createInbox<RtcpPacket>();
  const rtpPackets = createInbox<Buffer>();
  const transactions = createTransactions({ ssrc: MCU_SSRC });
  const [rtp, rtcp] = [createSocket('udp4'), createSocket('udp4')];
  let client: { rtpPort: number; rtcpPort: number } | undefined;
  for (const socket of [rtp, rtcp]) {
    socket.bind({ port: 0, address: host });
    await once(socket, 'listening');
    cleanups.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  }

  function perform(actions: readonly TransactionAction[]): void {
    for (const action of actions) {
      if (action.kind === 'send') rtcp.send(action.datagram, client?.rtcpPort ?? 0, host);
      if (action.kind !== 'request') continue;
      requests.push(action.request);
      const answer = answerTo(action.request);
      if (answer !== 'silence') perform(transactions.respond(action.handle, answer, Date.now()));
    }
  }

  rtp.on('message', (packet) => rtpPackets.push(packet));
  rtcp.on('message', (datagram, source) => {
    const split = splitCompound(datagram);
    if (split.kind === 'malformed') throw new Error(split.reason);
    client = { rtpPort: source.port - 1, rtcpPort: source.port };
    for (const packet of split.packets.map(parseRtcp)) if (packet !== undefined) rtcpPackets.push(packet);
    for (const app of appsNamed(split.packets, 'VARN')) {
      transactions.expectPeer(app.ssrc);
      perform(transactions.receive(app, Date.now()));
    }
  });

  return {
    address: { host, rtpPort: rtp.address().port, rtcpPort: rtcp.address().port },
    requests,
    rtcpPackets,
    rtpPackets,
    ask: (request: ArenaRequest) => perform(transactions.request(0, request, Date.now())),
    sendRtp: (packet: Buffer) => rtp.send(packet, client?.rtpPort ?? 0, host),
    sendRtcp: (datagram: Buffer) => rtcp.send(datagram, client?.rtcpPort ?? 0, host),
    client: () => client ?? { rtpPort: 0, rtcpPort: 0 },
  };
}

function answerAll(request: ArenaRequest): Answer {
  const joined = { session: 's', ssrc: MCU_SSRC, tilePort: 0, participants: [], streams: [scene] };
  return { kind: 'accepted', body: request.type === 'JOIN' ? joined : {} };
}

function linkTo(mcu: ArenaLinkOptions['mcu'], more: Partial<ArenaLinkOptions> = {}) {
  const events = createInbox<ArenaLinkEvent>();
  const link: ArenaLink = createArenaLink({
    mcu,
    arena: 'bridge',
    cname: 'gateway',
    name: 'Gateway',
    capabilities: { audio: ['speex'], video: ['theora'], tiles: false },
    onEvent: events.push,
    log,
    ...more,
  });
  cleanups.push(() => link.close('test over'));
  const event = <K extends ArenaLinkEvent['kind']>(kind: K) =>
    events.take((item): item is Extract<ArenaLinkEvent, { kind: K }> => item.kind === kind);
  return { link, events, event };
}

async function joinedPair() {
  const mcu = await startMcu();
  const linked = linkTo(mcu.address);
  const result = await linked.link.open();
  if (result.kind !== 'joined') throw new Error(`not joined: ${JSON.stringify(result)}`);
  return { mcu, result, ...linked };
}

function rtpOf({ ssrc, payloadType }: ArenaStream, text: string, sequenceNumber = 1): Buffer {
  return buildRtpPacket({ ssrc, payloadType, sequenceNumber, timestamp: 0, payload: Buffer.from(text) });
}

const ofType =
  <T extends ArenaRequest['type']>(type: T) =>
  (request: ArenaRequest): request is Extract<ArenaRequest, { type: T }> =>
    request.type === type;

describe('an endpoint', () => {
  async function pairOfEndpoints() {
    const got = createInbox<string>();
    /** Until an endpoint knows its peer's ports there is no peer: each is opened towards the other's in turn. */
    const open = (peer: { rtpPort: number; rtcpPort: number }, name: string): Promise<Endpoint> =>
      openEndpoint({
        peer: { host, ...peer },
        bindAddress: host,
        onRtp: (packet) => got.push(`${name} rtp ${packet.toString()}`),
        onRtcp: (packet) => got.push(`${name} rtcp ${packet.toString()}`),
        onDrop: (reason) => got.push(`${name} drop ${reason}`),
        onFailure: (error) => got.push(`${name} failed ${error.message}`),
      });
    return { got, open };
  }
  const is =
    (text: string) =>
    (item: string): item is string =>
      item === text;

  it('has RTP on an even port and RTCP above it, in every one of fifty', async () => {
    const { open } = await pairOfEndpoints();
    const endpoints = await Promise.all(Array.from({ length: 50 }, () => open({ rtpPort: 9, rtcpPort: 10 }, 'x')));
    cleanups.push(() => Promise.all(endpoints.map((endpoint) => endpoint.close())));
    for (const { local } of endpoints) expect([local.rtpPort % 2, local.rtcpPort]).toEqual([0, local.rtpPort + 1]);
  });

  it('sends each kind from its own socket to its own port, and drops and counts what is not its peer’s', async () => {
    const { got, open } = await pairOfEndpoints();
    const first = await open({ rtpPort: 9, rtcpPort: 10 }, 'first');
    const ports = first.local;
    cleanups.push(() => first.close());
    const second = await open(ports, 'second');
    cleanups.push(() => second.close());
    // The first was told of another peer: what the second sends is a stranger's.
    second.sendRtp(Buffer.from('a'));
    second.sendRtcp(Buffer.from('b'));
    await got.take(is('first drop rtpWrongSource'));
    await got.take(is('first drop rtcpWrongSource'));

    const third = await open(second.local, 'third');
    cleanups.push(() => third.close());
    third.sendRtp(Buffer.from('c'));
    await got.take(is('second drop rtpWrongSource'));
    expect(got.items).toEqual([]);
  });

  it('drops and counts what is sent after it is closed, and closes twice without harm', async () => {
    const { got, open } = await pairOfEndpoints();
    const endpoint = await open({ rtpPort: 9, rtcpPort: 10 }, 'x');
    await Promise.all([endpoint.close(), endpoint.close()]);
    endpoint.sendRtp(Buffer.from('a'));
    expect(got.items).toEqual(['x drop sendClosed']);
  });

  it('cannot be opened towards a name that does not exist', async () => {
    const open = openEndpoint({
      peer: { host: 'no-such-host.invalid', rtpPort: 9, rtcpPort: 10 },
      onRtp: silent,
      onRtcp: silent,
      onDrop: silent,
      onFailure: silent,
    });
    await expect(open).rejects.toMatchObject({ syscall: 'getaddrinfo' });
  });
});

describe('a link', () => {
  it('joins, with a description that takes several datagrams', async () => {
    const { result, mcu } = await joinedPair();
    expect(result).toMatchObject({ streams: [scene], participants: [] });
    const { body } = await mcu.requests.take(ofType('JOIN'));
    expect(body).toMatchObject({ arena: 'bridge', cname: 'gateway' });
  });

  it('carries a stream to the MCU from when it is wanted until it ends', async () => {
    const { link, mcu, event } = await joinedPair();
    link.sendRtp(60, rtpOf(voice, 'too early'));
    expect(await link.announceStream(voice)).toEqual({ kind: 'accepted' });
    link.sendRtp(60, rtpOf(voice, 'nobody wants it'));
    mcu.ask({ type: 'SUBSCRIBE', body: { ssrc: 60, maxBitrate: 32_000 } });
    expect(await event('subscribed')).toEqual({ kind: 'subscribed', ssrc: 60, maxBitrate: 32_000 });

    const packet = rtpOf(voice, 'hello');
    link.sendRtp(60, packet);
    expect(await mcu.rtpPackets.take((item): item is Buffer => item.length > 0)).toEqual(packet);
    mcu.sendRtcp(buildPli(MCU_SSRC, 60));
    expect(await event('keyframeRequested')).toEqual({ kind: 'keyframeRequested', ssrc: 60 });
    expect(link.stats()).toMatchObject({
      dropped: { sendUnknownStream: 1, sendNotSubscribed: 1 },
      sent: [{ ssrc: 60, packets: 1 }],
    });

    expect(await link.endStream(60)).toEqual({ kind: 'accepted' });
    await mcu.requests.take(ofType('STREAM_END'));
    const bye = await mcu.rtcpPackets.take((item): item is RtcpPacket & { kind: 'bye' } => item.kind === 'bye');
    expect(bye.ssrcs).toEqual([60]);
  });

  it('carries a stream of the MCU when it subscribes, and drops everything else', async () => {
    const { link, mcu, event } = await joinedPair();
    await link.announceParticipant({ cname: 'eva', name: 'Eva', state: 'joined' });
    const packet = rtpOf(scene, 'picture');
    mcu.sendRtp(packet);
    mcu.sendRtp(rtpOf({ ...scene, ssrc: 51 }, 'unknown'));
    await eventually(() => expect(link.stats().dropped).toMatchObject({ rtpNotSubscribed: 1, rtpUnknownSsrc: 1 }));
    expect(await link.subscribe(50)).toEqual({ kind: 'accepted' });
    mcu.sendRtp(rtpOf({ ...scene, payloadType: 99 }, 'other type'));
    mcu.sendRtp(Buffer.from('nonsense'));
    mcu.sendRtp(packet);
    expect(await event('rtp')).toEqual({ kind: 'rtp', ssrc: 50, packet });
    link.requestKeyframe(50);
    await mcu.rtcpPackets.take((item): item is RtcpPacket & { kind: 'pictureLoss' } => item.kind === 'pictureLoss');

    const stats = link.stats();
    expect(stats.received).toMatchObject([{ ssrc: 50, packets: 1, bytes: packet.length, lost: 0 }]);
    expect(stats.dropped).toMatchObject({ rtpUnknownSsrc: 1, rtpPayloadType: 1, rtpMalformed: 1, rtpNotSubscribed: 1 });
    mcu.sendRtcp(buildBye([50]));
    expect(await event('streamEnded')).toEqual({ kind: 'streamEnded', ssrc: 50 });
  });

  it('is not moved by strangers, whatever they send', async () => {
    const { link, mcu, event } = await joinedPair();
    await link.subscribe(50);
    const stranger = createSocket('udp4');
    cleanups.push(() => new Promise<void>((resolve) => stranger.close(() => resolve())));
    const { rtpPort, rtcpPort } = mcu.client();
    stranger.send(rtpOf(scene, 'forged'), rtpPort, host);
    stranger.send(buildBye([MCU_SSRC, 50]), rtcpPort, host);
    await eventually(() => expect(link.stats().dropped).toMatchObject({ rtpWrongSource: 1, rtcpWrongSource: 1 }));
    mcu.sendRtp(rtpOf(scene, 'genuine'));
    expect((await event('rtp')).packet.toString('latin1')).toContain('genuine');
  });

  it('reports and describes itself without being asked', async () => {
    const { mcu } = await joinedPair();
    const described = await mcu.rtcpPackets.take(
      (item): item is RtcpPacket & { kind: 'sourceDescription' } => item.kind === 'sourceDescription',
    );
    expect(described.chunks).toMatchObject([{ cname: 'gateway', name: 'Gateway' }]);
  });

  it('leaves with LEAVE and BYE, tells so once, and can be closed again', async () => {
    const { link, mcu, event, events } = await joinedPair();
    await Promise.all([link.close('done'), link.close('done twice')]);
    expect((await mcu.requests.take(ofType('LEAVE'))).body).toEqual({ reason: 'done' });
    await mcu.rtcpPackets.take((item): item is RtcpPacket & { kind: 'bye' } => item.kind === 'bye');
    expect(await event('closed')).toEqual({ kind: 'closed', cause: 'left', reason: undefined });
    await link.close('thrice');
    expect(events.items).toEqual([]);
    expect(await link.subscribe(50)).toEqual({ kind: 'closed' });
  });

  it('is closed within about a second though the MCU is gone', async () => {
    const mcu = await startMcu((request) => (request.type === 'LEAVE' ? 'silence' : answerAll(request)));
    const { link, event } = linkTo(mcu.address);
    await link.open();
    const before = performance.now();
    await link.close('done');
    const tookMs = performance.now() - before;
    expect((await event('closed')).cause).toBe('left');
    expect(tookMs).toBeGreaterThan(900);
    expect(tookMs).toBeLessThan(2500);
  });

  it('ends when the MCU leaves', async () => {
    const { link, mcu, event } = await joinedPair();
    mcu.ask({ type: 'LEAVE', body: { reason: 'night' } });
    expect(await event('closed')).toEqual({ kind: 'closed', cause: 'peerLeft', reason: 'night' });
    await link.close('already');
  });
});

describe('a link that does not come about', () => {
  it('gives the MCU’s refusal, and closes its sockets', async () => {
    const mcu = await startMcu(() => ({ kind: 'refused', code: 'UNKNOWN_ARENA', reason: 'no arena "bridge"' }));
    const { link, events } = linkTo(mcu.address);
    expect(await link.open()).toEqual({ kind: 'refused', code: 'UNKNOWN_ARENA', reason: 'no arena "bridge"' });
    const { rtpPort } = mcu.client();
    const again = createSocket('udp4');
    again.bind({ port: rtpPort, exclusive: true });
    await once(again, 'listening');
    again.close();
    await link.close('nothing to close');
    expect(events.items).toEqual([]);
  });

  it('is given up by its signal, and tells the MCU', async () => {
    const mcu = await startMcu((request) => (request.type === 'JOIN' ? 'silence' : answerAll(request)));
    const { link } = linkTo(mcu.address);
    const controller = new AbortController();
    const opening = link.open(controller.signal);
    await mcu.requests.take(ofType('JOIN'));
    controller.abort();
    expect(await opening).toEqual({ kind: 'unreachable', reason: 'aborted' });
    await mcu.requests.take(ofType('LEAVE'));
  });

  it('is given up by closing', async () => {
    const mcu = await startMcu(() => 'silence');
    const { link } = linkTo(mcu.address);
    const opening = link.open();
    await link.close('never mind');
    expect(await opening).toEqual({ kind: 'unreachable', reason: 'closed' });
  });

  it('says that a host is not known', async () => {
    const { link } = linkTo({ host: 'no-such-host.invalid', rtpPort: 5004, rtcpPort: 5005 });
    expect(await link.open()).toMatchObject({
      kind: 'unreachable',
      reason: expect.stringContaining('no-such-host.invalid'),
    });
  });
});
