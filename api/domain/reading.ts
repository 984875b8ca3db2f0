import { fail, type InvalidInput, type Outcome, ok } from './base/errors.ts';
import { malformedCursor, type PageInput, parsePage, parsePageSize, toPage } from './base/page.ts';
import type { DomainStore } from './domain.ts';
import { type LogPosition, parseLogCursor } from './event/cursor.ts';
import type { EventReader } from './event/ports.ts';
import type { Reading } from './use-cases.ts';

type Stores = Omit<DomainStore, 'transactions' | 'reconcile' | 'adminKeys'>;

function byId<Id, T extends { id: Id }>(found: T[]): Map<Id, T> {
  return new Map(found.map((item) => [item.id, item]));
}

function grouped<Key, T>(items: T[], key: (item: T) => Key | null): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const item of items) {
    const of = key(item);
    if (of === null) continue;
    const group = groups.get(of);
    if (group === undefined) groups.set(of, [item]);
    else group.push(item);
  }
  return groups;
}

function parsePosition(cursor: string | undefined): Outcome<LogPosition | undefined, InvalidInput> {
  if (cursor === undefined) return ok(undefined);
  const position = parseLogCursor(cursor);
  return position === undefined ? fail(malformedCursor()) : ok(position);
}

function createEventReading({ events }: Stores): Pick<Reading, 'events' | 'eventById'> & EventReader {
  return {
    async events({ roomId, ...page }: PageInput & { roomId?: Parameters<Reading['events']>[0]['roomId'] }) {
      const size = parsePageSize(page.first);
      if (!size.ok) return size;
      const after = parsePosition(page.after);
      if (!after.ok) return after;
      const found = await events.read({ roomId, after: after.value, limit: size.value + 1 });
      return ok({
        items: found.slice(0, size.value).map((node) => ({ cursor: node.cursor, node })),
        hasNextPage: found.length > size.value,
        hasPreviousPage: after.value !== undefined,
      });
    },
    eventById: (id) => events.byId(id),
    async subscribe({ roomId, after }, signal) {
      const position = parsePosition(after);
      if (!position.ok) return position;
      return ok(await events.follow({ roomId, after: position.value }, signal));
    },
  };
}

export function createReading(stores: Stores): Reading & EventReader {
  const { rooms, participants, streams, arenaLinks, codecPolicies, mediaNodes } = stores;
  return {
    ...createEventReading(stores),
    async rooms({ state, ...page }) {
      const query = parsePage(page);
      if (!query.ok) return query;
      const found = await rooms.list({ ...query.value, state });
      return ok(toPage(found, query.value, (room) => ({ at: room.createdAt, id: room.id })));
    },
    roomBySlug: (slug) => rooms.bySlug(slug),
    roomsById: async (ids) => byId(await rooms.byIds(ids)),
    async participants({ roomId, includeLeft, ...page }) {
      const query = parsePage(page);
      if (!query.ok) return query;
      const found = await participants.list({ ...query.value, roomId, includeLeft });
      return ok(toPage(found, query.value, (participant) => ({ at: participant.joinedAt, id: participant.id })));
    },
    participantsById: async (ids) => byId(await participants.byIds(ids)),
    async streams({ roomId, includeEnded, ...page }) {
      const query = parsePage(page);
      if (!query.ok) return query;
      const found = await streams.list({ ...query.value, roomId, includeEnded });
      return ok(toPage(found, query.value, (stream) => ({ at: stream.startedAt, id: stream.id })));
    },
    streamsById: async (ids) => byId(await streams.byIds(ids)),
    streamsOfParticipants: async (ids) => grouped(await streams.ofParticipants(ids), (stream) => stream.participantId),
    legsOfStreams: async (ids) => grouped(await streams.legsOf(ids), (leg) => leg.streamId),
    arenaLinksOfRooms: async (ids) => new Map((await arenaLinks.ofRooms(ids)).map((link) => [link.roomId, link])),
    arenaLinksById: async (ids) => byId(await arenaLinks.byIds(ids)),
    codecPoliciesById: async (ids) => byId(await codecPolicies.byIds(ids)),
    defaultCodecPolicy: () => codecPolicies.default(),
    mediaNodes: () => mediaNodes.list(),
    mediaNodesById: async (ids) => byId(await mediaNodes.byIds(ids)),
  };
}
