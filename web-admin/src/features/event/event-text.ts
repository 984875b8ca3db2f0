import type { EventLineFragment, LeaveReason, StreamSource } from '../../gql/graphql.ts';

export interface EventText {
  text: string;
  detail: string | null;
  /** A Mantine colour. */
  tone: string;
}

export const sourceNames: Record<StreamSource, string> = {
  MICROPHONE: 'microphone',
  CAMERA: 'camera',
  SCREEN: 'screen',
  MIX: 'mixed sound',
  SCENE: 'scene',
};

const reasons: Record<LeaveReason, string> = {
  LEFT: 'left by themselves',
  CONNECTION_LOST: 'connection lost',
  NODE_LOST: 'media node went down',
  ROOM_CLOSED: 'room closed',
  LEFT_ARENA: 'left the arena',
  ARENA_UNLINKED: 'arena link ended',
};

interface EventStream {
  source: StreamSource;
  participant: { displayName: string } | null;
}

function streamName({ source, participant }: EventStream): string {
  return participant === null
    ? `The arena’s ${sourceNames[source]}`
    : `${participant.displayName}’s ${sourceNames[source]}`;
}

/** One line of the event list. Pure. */
export function eventText(event: EventLineFragment): EventText {
  const line = (text: string, tone: string, detail: string | null = null): EventText => ({ text, detail, tone });
  switch (event.__typename) {
    case 'RoomCreated':
      return line('Room created', 'gray');
    case 'RoomClosed':
      return line('Room closed', 'gray');
    case 'ParticipantJoined':
      return line(
        `${event.participant.displayName} joined`,
        'teal',
        event.participant.origin === 'ARENA' ? 'in the arena' : null,
      );
    case 'ParticipantLeft':
      return line(`${event.participant.displayName} left`, 'gray', reasons[event.reason]);
    case 'StreamStarted':
      return line(`${streamName(event.stream)} started`, 'harbour');
    case 'StreamPaused':
      return line(`${streamName(event.stream)} paused`, 'yellow');
    case 'StreamResumed':
      return line(`${streamName(event.stream)} resumed`, 'harbour');
    case 'StreamEnded':
      return line(`${streamName(event.stream)} ended`, 'gray');
    case 'StreamTranscodingFailed':
      return line(`${streamName(event.stream)} cannot be transcoded`, 'red', event.failure);
    case 'ArenaLinkRequested':
      return line(`Link to ${event.arenaLink.arena} requested`, 'yellow', event.arenaLink.host);
    case 'ArenaLinked':
      return line(`${event.arenaLink.arena} linked`, 'teal', event.arenaLink.host);
    case 'ArenaUnreachable':
      return line(`${event.arenaLink.arena} is not reachable`, 'red', event.problem.message);
    case 'ArenaUnlinked':
      return line(`${event.arenaLink.arena} unlinked`, 'gray', event.arenaLink.host);
  }
}
