import { describe, expect, it } from '@jest/globals';
import { arenaRemedy, newLink } from '../../../../api/domain/arena/arena-link.ts';
import { changeLink, type LinkNews } from '../../../../api/domain/arena/link-change.ts';
import { reconcile, type Wanted, type WantedLink } from '../../../../api/domain/arena/reconcile.ts';
import { createReconciler } from '../../../../api/domain/arena/reconciler.ts';
import { conflict, nodeUnavailable, notFound } from '../../../../api/domain/base/errors.ts';
import { arenaLinkIds, roomIds } from '../../../../api/domain/base/ids.ts';
import { toPlainRefusal, toRefusal } from '../../../../api/domain/node/refusals.ts';
import { arenaProblemCode } from '../../../../media/contract/events.ts';
import { nodeProblemCode } from '../../../../media/contract/problems.ts';
import { createScriptedNode } from '../../../support/scripted-media-node.ts';
import { silentLog } from '../../../support/silent-log.ts';

const bare = (n: number): string => `019aae00-0000-7000-8000-00000000000${n}`;
const roomId = roomIds.of(bare(1));
const linkId = arenaLinkIds.of(bare(2));
const now = new Date('2026-11-23T05:00:00Z');
const fresh = newLink(linkId, roomId, { host: 'mcu', rtpPort: 5004, arena: 'bridge' }, now);

function failing(code: 'ARENA_UNREACHABLE' | 'ARENA_REFUSED' | 'ARENA_FULL', message = 'No answer.'): LinkNews {
  return { state: 'unreachable', problem: { code, message }, retryInMs: 4000 };
}

/** The types of the events told as a link goes through all this. */
function told(...news: LinkNews[]): (string | undefined)[] {
  let link = fresh;
  return news.map((next) => {
    const change = changeLink(link, next, now);
    link = change.link;
    return change.event?.type;
  });
}

describe('news of a link', () => {
  it('are told once for each reason, and again when it breaks', () => {
    const retry: LinkNews = { state: 'connecting' };
    expect(
      told(failing('ARENA_UNREACHABLE'), retry, failing('ARENA_UNREACHABLE', 'Still none.'), failing('ARENA_FULL')),
    ).toEqual(['ArenaUnreachable', undefined, undefined, 'ArenaUnreachable']);
    expect(told(failing('ARENA_UNREACHABLE'), { state: 'linked' }, failing('ARENA_UNREACHABLE'))).toEqual([
      'ArenaUnreachable',
      'ArenaLinked',
      'ArenaUnreachable',
    ]);
    expect(told(failing('ARENA_REFUSED', 'a'), failing('ARENA_REFUSED', 'a'), failing('ARENA_REFUSED', 'b'))).toEqual([
      'ArenaUnreachable',
      undefined,
      'ArenaUnreachable',
    ]);
    expect(told({ state: 'linked' }, { state: 'linked' })).toEqual(['ArenaLinked', undefined]);
  });

  it('say when it is tried again, and what broke', () => {
    const linked = changeLink(fresh, { state: 'linked' }, now).link;
    expect(changeLink(fresh, failing('ARENA_FULL'), now)).toMatchObject({
      link: { state: 'UNREACHABLE', nextAttemptAt: new Date('2026-11-23T05:00:04Z') },
      broke: false,
    });
    expect(changeLink(linked, failing('ARENA_UNREACHABLE'), now).broke).toBe(true);
    expect(changeLink(linked, { state: 'linked' }, now).broke).toBe(false);
  });

  it('each have a remedy', () => {
    for (const code of arenaProblemCode.options) expect(arenaRemedy(code)).toMatch(/\.$/);
  });
});

const wish: WantedLink = {
  linkId,
  roomId,
  roomName: 'Room',
  host: 'mcu',
  rtpPort: 5004,
  arena: 'bridge',
  token: undefined,
  rules: {
    webRtcAudio: ['opus'],
    webRtcVideo: ['vp8'],
    arenaAudio: { codec: 'speex', payloadType: 97, clockRate: 16_000 },
    arenaVideo: { codec: 'theora', payloadType: 98, width: 640, height: 360, frameRate: 25, bitrate: 1_000_000 },
  },
};

describe('reconciling', () => {
  it('asks for what the node has not confirmed, old links let go of first', () => {
    const ended = { linkId: arenaLinkIds.of(bare(3)), roomId };
    const wanted: Wanted = { links: [wish], linksToRelease: [ended], roomsToRelease: [] };
    expect(reconcile(wanted, new Set()).map((step) => step.kind)).toEqual(['unlink', 'link']);
    expect(reconcile(wanted, new Set([linkId])).map((step) => step.kind)).toEqual(['unlink']);
    expect(reconcile({ ...wanted, roomsToRelease: [roomId] }, new Set()).map((step) => step.kind)).toEqual([
      'closeRoom',
      'unlink',
    ]);
  });

  function runner(wanted: Wanted) {
    const node = createScriptedNode();
    const released: string[] = [];
    const store = {
      wanted: async () => wanted,
      linkReleased: async (id: string) => void released.push(id),
      roomReleased: async (id: string) => void released.push(id),
    };
    const reconciler = createReconciler({ store, node, clock: { now: () => now }, log: silentLog });
    const pass = async (): Promise<void> => {
      reconciler.wake();
      await reconciler.idle();
    };
    return { node, released, reconciler, pass };
  }

  it('makes a link once, and again when the node has lost it', async () => {
    const { node, reconciler, pass } = runner({ links: [wish], linksToRelease: [], roomsToRelease: [] });
    await pass();
    await pass();
    expect(node.asked).toEqual(['openRoom', 'linkArena']);
    reconciler.forget();
    await pass();
    expect(node.asked).toHaveLength(4);
    await reconciler.close();
  });

  it('tries again what the node refused or was down for', async () => {
    const { node, released, reconciler, pass } = runner({
      links: [wish],
      linksToRelease: [],
      roomsToRelease: [roomId],
    });
    node.setDown(true);
    await pass();
    expect(node.asked).toEqual(['closeRoom']);
    expect(released).toEqual([]);
    node.setDown(false);
    node.refuse('closeRoom', 'INTERNAL');
    await pass();
    expect(released).toEqual([]);
    node.refuse('closeRoom', 'ROOM_NOT_FOUND');
    await pass();
    expect(released).toEqual([roomId]);
    await reconciler.close();
  });

  it('does not take for made what was made while the node lost it', async () => {
    const { node, reconciler, pass } = runner({ links: [wish], linksToRelease: [], roomsToRelease: [] });
    node.onObeyed('linkArena', async () => reconciler.forget());
    await pass();
    node.onObeyed('linkArena', async () => undefined);
    await pass();
    await pass();
    expect(node.asked.filter((name) => name === 'linkArena')).toHaveLength(2);
    await reconciler.close();
  });
});

describe('a refusal of the media node', () => {
  it('has words for the client, or is a bug', () => {
    const refusals = nodeProblemCode.options
      .filter((code) => code !== 'INTERNAL')
      .map((code) => toRefusal({ code, message: 'why' }));
    for (const { message, remedy } of refusals) expect([message, remedy].every((text) => text.length > 2)).toBe(true);
    expect(toRefusal({ code: 'ROOM_NOT_FOUND', message: '' })).toEqual(notFound('PARTICIPANT_NOT_FOUND'));
    expect(toRefusal({ code: 'NODE_UNAVAILABLE', message: '' })).toEqual(nodeUnavailable());
    expect(toRefusal({ code: 'TRANSPORT_WRONG_DIRECTION', message: '' })).toEqual(
      conflict('TRANSPORT_WRONG_DIRECTION'),
    );
    expect(() => toRefusal({ code: 'INTERNAL', message: 'oops' })).toThrow('oops');
    expect(() => toPlainRefusal({ code: 'TRANSPORT_WRONG_DIRECTION', message: '' })).toThrow('out of place');
  });
});
