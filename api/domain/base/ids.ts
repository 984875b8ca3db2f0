/**
 * The ids of everything. Inside they are bare UUIDs (an event's is its number in the log), branded by kind; outside they
 * carry their kind as a prefix, `room_019a…`, so that one `node(id)` field can find anything.
 */
declare const brand: unique symbol;
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type RoomId = Id<'room'>;
export type ParticipantId = Id<'participant'>;
export type StreamId = Id<'stream'>;
export type LegId = Id<'leg'>;
export type ArenaLinkId = Id<'arenaLink'>;
export type CodecPolicyId = Id<'codecPolicy'>;
export type MediaNodeId = Id<'mediaNode'>;
export type EventId = Id<'event'>;
export type TransportId = Id<'transport'>;
export type ConsumerId = Id<'consumer'>;
export type ApiKeyId = Id<'apiKey'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** A positive bigint: what a `bigserial` counts. */
const SERIAL = /^[1-9]\d{0,17}$/;

/** One kind of id: the only place where a text becomes an id of that kind. */
export interface IdKind<T extends string> {
  /** From the outside: undefined where the text is no id of this kind. */
  parse(publicId: string): T | undefined;
  /** For the outside. */
  format(id: T): string;
  /** From the database or a media node, bare. Throws a TypeError where it is none: that is a bug of ours. */
  of(bare: string): T;
}

function idKind<Kind extends string>(prefix: string, shape = UUID): IdKind<Id<Kind>> {
  const isBare = (text: string): text is Id<Kind> => shape.test(text);
  return {
    parse(publicId) {
      if (!publicId.startsWith(`${prefix}_`)) return undefined;
      const bare = publicId.slice(prefix.length + 1);
      return isBare(bare) ? bare : undefined;
    },
    format: (id) => `${prefix}_${id}`,
    of(bare) {
      if (!isBare(bare)) throw new TypeError(`not the id of a ${prefix}: ${JSON.stringify(bare)}`);
      return bare;
    },
  };
}

export const roomIds: IdKind<RoomId> = idKind('room');
export const participantIds: IdKind<ParticipantId> = idKind('participant');
export const streamIds: IdKind<StreamId> = idKind('stream');
export const legIds: IdKind<LegId> = idKind('leg');
export const arenaLinkIds: IdKind<ArenaLinkId> = idKind('arenalink');
export const codecPolicyIds: IdKind<CodecPolicyId> = idKind('policy');
export const mediaNodeIds: IdKind<MediaNodeId> = idKind('node');
export const eventIds: IdKind<EventId> = idKind('event', SERIAL);
export const transportIds: IdKind<TransportId> = idKind('transport');
export const consumerIds: IdKind<ConsumerId> = idKind('consumer');
export const apiKeyIds: IdKind<ApiKeyId> = idKind('apikey');
