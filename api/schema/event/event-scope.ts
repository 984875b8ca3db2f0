import type { AccessDenied, NotFound, Outcome } from '../../domain/base/errors.ts';
import { type RoomId, roomIds } from '../../domain/base/ids.ts';
import { eventScope } from '../access.ts';
import { parseId } from '../answer.ts';
import type { Caller } from '../caller.ts';

/** The room whose events may be read, undefined for all, from the argument `roomId`. */
export function readEventScope(
  caller: Caller,
  publicRoomId: string | null | undefined,
): Outcome<RoomId | undefined, AccessDenied | NotFound> {
  const any = eventScope(caller, undefined);
  if (!any.ok || publicRoomId == null) return any;
  const roomId = parseId(roomIds, publicRoomId, 'ROOM_NOT_FOUND');
  return roomId.ok ? eventScope(caller, roomId.value) : roomId;
}
