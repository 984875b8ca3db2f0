import type { NodeProblem } from '../../../media/contract/problems.ts';
import {
  type Conflict,
  conflict,
  fail,
  type NotFound,
  nodeUnavailable,
  notFound,
  type Outcome,
  ok,
  type Unavailable,
} from '../base/errors.ts';
import { participantIds } from '../base/ids.ts';
import type { SignallingDeps } from '../base/signalling-deps.ts';
import { MAX_DISPLAY_NAME, parseText } from '../base/text.ts';
import { writeOrUndo } from '../base/undo.ts';
import type { CommandOutput } from '../node/ports.ts';
import { toRefusal } from '../node/refusals.ts';
import type { CodecPolicyReader } from '../policy/ports.ts';
import type { RoomReader } from '../room/ports.ts';
import type { Room } from '../room/room.ts';
import type { Joined, Signalling } from '../use-cases.ts';
import type { Participant } from './participant.ts';

interface Deps extends SignallingDeps {
  rooms: RoomReader;
  codecPolicies: CodecPolicyReader;
}

type Failure = NotFound | Conflict | Unavailable;

/** The node knows the room since a moment ago: that it is gone again means that it fell, or was closed just now. */
function refused(problem: NodeProblem): Unavailable {
  const refusal = toRefusal(problem);
  if (refusal.kind === 'InvalidInputError' || refusal.kind === 'ConflictError') {
    throw new Error(`the media node refuses a participant: ${problem.code}: ${problem.message}`);
  }
  return refusal.kind === 'UnavailableError' ? refusal : nodeUnavailable();
}

export function createJoinRoom(deps: Deps): Signalling['joinRoom'] {
  const { transactions, node, gate, clock, random, log, rooms, codecPolicies } = deps;

  function newParticipant(room: Room, displayName: string): Participant {
    return {
      id: participantIds.of(random.uuid()),
      roomId: room.id,
      origin: 'BROWSER',
      state: 'JOINED',
      displayName,
      cname: random.cname(),
      arenaLinkId: null,
      joinedAt: clock.now(),
      leftAt: null,
      leaveReason: null,
    };
  }

  async function seat(room: Room, who: Participant): Promise<Outcome<CommandOutput<'openRoom'>, Unavailable>> {
    const [policy] = await codecPolicies.byIds([room.codecPolicyId]);
    if (policy === undefined) throw new Error(`room ${room.id} has a codec policy that is not there`);
    const opened = await node.request('openRoom', { roomId: room.id, policy: policy.rules });
    if (!opened.ok) return fail(refused(opened.problem));
    const { id: participantId, cname, displayName: name } = who;
    const joined = await node.request('joinRoom', { roomId: room.id, participantId, cname, name });
    return joined.ok ? ok(opened.value) : fail(refused(joined.problem));
  }

  function write(who: Participant): Promise<Outcome<{ room: Room; cursor: string }, NotFound | Conflict>> {
    return transactions.inRoom<{ room: Room; cursor: string }, NotFound | Conflict>(who.roomId, async (tx) => {
      const room = await tx.rooms.byId(who.roomId);
      if (room === undefined) return fail(notFound('ROOM_NOT_FOUND'));
      if (room.state === 'CLOSED') return fail(conflict('ROOM_CLOSED'));
      await tx.participants.insert(who);
      const body = { type: 'ParticipantJoined', participant: who } as const;
      const [event] = await tx.events.append([{ roomId: room.id, at: who.joinedAt, body }]);
      if (event === undefined) throw new Error('the event of a join was not written');
      return ok({ room, cursor: event.cursor });
    });
  }

  /** The room may have been closed meanwhile, and opened at the node again by us. */
  async function undo({ roomId, id: participantId }: Participant): Promise<void> {
    await node.request('leaveRoom', { roomId, participantId });
    const [room] = await rooms.byIds([roomId]);
    if (room?.state !== 'OPEN') await node.request('closeRoom', { roomId });
  }

  async function join(room: Room, displayName: string): Promise<Outcome<Joined, Failure>> {
    const participant = newParticipant(room, displayName);
    const seated = await seat(room, participant);
    if (!seated.ok) return seated;
    const written = await writeOrUndo(
      log,
      () => write(participant),
      () => undo(participant),
    );
    if (!written.ok) return written;
    const { routerRtpCapabilities } = seated.value;
    return ok({ participant, routerRtpCapabilities, ...written.value });
  }

  return async (invitee, input) => {
    const wished = parseText(invitee.displayName ?? input.displayName, 'displayName', MAX_DISPLAY_NAME);
    if (!wished.ok) return wished;
    const [room] = await rooms.byIds([invitee.roomId]);
    if (room === undefined) return fail(notFound('ROOM_NOT_FOUND'));
    if (room.state === 'CLOSED') return fail(conflict('ROOM_CLOSED'));
    return gate.signal(room.id, () => join(room, wished.value));
  };
}
