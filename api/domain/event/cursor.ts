/**
 * A place in the event log: the writing transaction's id, then the event's own. Events become visible in the order in
 * which their transactions commit, so the number alone would skip those of a slower writer (see api/store/README.md).
 */
export interface LogPosition {
  /** PostgreSQL's xid8. */
  xid: bigint;
  id: bigint;
}

/** Version 1, then xid and id, eight octets each, big-endian. */
const LENGTH = 17;
const VERSION = 1;
const MAX_ID = 2n ** 63n - 1n;

export function formatLogCursor(position: LogPosition): string {
  const bytes = Buffer.alloc(LENGTH);
  bytes.writeUInt8(VERSION, 0);
  bytes.writeBigUInt64BE(position.xid, 1);
  bytes.writeBigUInt64BE(position.id, 9);
  return bytes.toString('base64url');
}

/** Undefined where it is not a cursor that we gave out. */
export function parseLogCursor(cursor: string): LogPosition | undefined {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length !== LENGTH || bytes.readUInt8(0) !== VERSION) return undefined;
  const position = { xid: bytes.readBigUInt64BE(1), id: bytes.readBigUInt64BE(9) };
  return position.id <= MAX_ID && formatLogCursor(position) === cursor ? position : undefined;
}
