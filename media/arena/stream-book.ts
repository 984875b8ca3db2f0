/** Who is in an arena and which streams there are, as one session knows it. Plain state; `session.ts` changes it. */
import { isDeepStrictEqual } from 'node:util';
import type { ArenaParticipant, ArenaStream } from './messages.ts';

/** A peer cannot make us remember more than this. */
const MAX_REMOTE_STREAMS = 1024;
const MAX_REMOTE_PARTICIPANTS = 4096;

interface OwnStream {
  stream: ArenaStream;
  /** The MCU has accepted it. */
  announced: boolean;
  /** The MCU subscribes to it. */
  wanted: boolean;
}

interface RemoteStream {
  stream: ArenaStream;
  subscribed: boolean;
  /** An RTCP BYE came before the STREAM_END, which is still to be answered as something known. */
  gone: boolean;
}

export type RemoteStreamChange = 'new' | 'changed' | 'same' | 'collision' | 'full';

export interface StreamBook {
  readonly own: Map<number, OwnStream>;
  readonly remote: Map<number, RemoteStream>;
  /** CNAMEs of our side: the session's and those that it has announced. */
  readonly ownCnames: Set<string>;
  readonly participants: Map<string, ArenaParticipant>;
  /** Whether a session has that SSRC, so that no stream may. */
  isReserved(ssrc: number): boolean;
  /** Notes a stream that the MCU announces; a subscription to it stays. */
  putRemote(stream: ArenaStream): RemoteStreamChange;
  /** Notes a participant of the MCU; `same` where nothing is new or it is one of ours. */
  putParticipant(participant: ArenaParticipant): 'new' | 'same' | 'full';
}

/** `isReserved` says which SSRCs are the sessions' own. */
export function createStreamBook(isReserved: (ssrc: number) => boolean): StreamBook {
  const own = new Map<number, OwnStream>();
  const remote = new Map<number, RemoteStream>();
  const ownCnames = new Set<string>();
  const participants = new Map<string, ArenaParticipant>();
  return {
    own,
    remote,
    ownCnames,
    participants,
    isReserved,
    putRemote(stream) {
      if (own.has(stream.ssrc) || isReserved(stream.ssrc)) return 'collision';
      const entry = remote.get(stream.ssrc);
      if (entry === undefined && remote.size >= MAX_REMOTE_STREAMS) return 'full';
      const known = entry?.gone === true ? undefined : entry;
      if (known !== undefined && isDeepStrictEqual(known.stream, stream)) return 'same';
      remote.set(stream.ssrc, { stream, subscribed: known?.subscribed ?? false, gone: false });
      return known === undefined ? 'new' : 'changed';
    },
    putParticipant(participant) {
      if (ownCnames.has(participant.cname)) return 'same';
      const known = participants.get(participant.cname);
      if (known !== undefined && known.name === participant.name) return 'same';
      if (known === undefined && participants.size >= MAX_REMOTE_PARTICIPANTS) return 'full';
      participants.set(participant.cname, participant);
      return 'new';
    },
  };
}
