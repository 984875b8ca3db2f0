/** What the MCU asks of us while we are joined: what it changes, what we tell the room, and what we answer. */
import type { SignallingEvent } from './arena-signalling.ts';
import type { ArenaErrorCode, ArenaParticipant, ArenaRequest, ArenaStream } from './messages.ts';
import type { StreamBook } from './stream-book.ts';
import type { Answer } from './transactions.ts';

export interface PeerRequestOutcome {
  answer: Answer;
  events: SignallingEvent[];
}

function accepted(...events: SignallingEvent[]): PeerRequestOutcome {
  return { answer: { kind: 'accepted', body: {} }, events };
}

function refused(code: ArenaErrorCode, reason: string): PeerRequestOutcome {
  return { answer: { kind: 'refused', code, reason }, events: [] };
}

/** Applies a request of the MCU to the book. LEAVE is only answered here; the session ends itself. */
export function applyPeerRequest(book: StreamBook, request: ArenaRequest): PeerRequestOutcome {
  switch (request.type) {
    case 'STREAM':
      return announced(book, request.body);
    case 'STREAM_END':
      return ended(book, request.body.ssrc);
    case 'SUBSCRIBE':
      return wanted(book, request.body.ssrc, true, request.body.maxBitrate);
    case 'UNSUBSCRIBE':
      return wanted(book, request.body.ssrc, false, undefined);
    case 'PARTICIPANT':
      return request.body.state === 'joined' ? joined(book, request.body) : left(book, request.body.cname);
    case 'PING':
    case 'LEAVE':
      return accepted();
    case 'JOIN':
      return refused('BAD_MESSAGE', 'only a client joins');
    case 'BANDWIDTH':
    case 'DESCRIBE':
    case 'MUTE':
    case 'SPEAKER':
      return refused('UNKNOWN_TYPE', `${request.type} is not spoken here`);
  }
}

function announced(book: StreamBook, stream: ArenaStream): PeerRequestOutcome {
  switch (book.putRemote(stream)) {
    case 'new':
      return accepted({ kind: 'streamAnnounced', stream, changed: false });
    case 'changed':
      return accepted({ kind: 'streamAnnounced', stream, changed: true });
    case 'same':
      return accepted();
    case 'collision':
      return refused('REFUSED', 'the SSRC is taken');
    case 'full':
      return refused('FULL', 'too many streams');
  }
}

function ended(book: StreamBook, ssrc: number): PeerRequestOutcome {
  const known = book.remote.get(ssrc);
  if (known === undefined) return refused('UNKNOWN_STREAM', `no stream has SSRC ${ssrc}`);
  book.remote.delete(ssrc);
  return known.gone ? accepted() : accepted({ kind: 'streamEnded', ssrc });
}

function wanted(book: StreamBook, ssrc: number, isWanted: boolean, maxBitrate: number | undefined): PeerRequestOutcome {
  const own = book.own.get(ssrc);
  if (own === undefined) return refused('UNKNOWN_STREAM', `no stream of this side has SSRC ${ssrc}`);
  const wasWanted = own.wanted;
  own.wanted = isWanted;
  if (isWanted) return accepted({ kind: 'subscribed', ssrc, maxBitrate });
  return wasWanted ? accepted({ kind: 'unsubscribed', ssrc }) : accepted();
}

function joined(book: StreamBook, { cname, name }: ArenaParticipant): PeerRequestOutcome {
  const participant = { cname, name };
  switch (book.putParticipant(participant)) {
    case 'new':
      return accepted({ kind: 'participantJoined', participant });
    case 'same':
      return accepted();
    case 'full':
      return refused('FULL', 'too many participants');
  }
}

/** Who leaves takes all streams along, also where the MCU forgets to end them. */
function left(book: StreamBook, cname: string): PeerRequestOutcome {
  if (!book.participants.delete(cname)) return accepted();
  const streams = [...book.remote.values()].filter(({ stream, gone }) => stream.cname === cname && !gone);
  for (const entry of streams) entry.gone = true;
  return accepted(...streams.map(({ stream }): SignallingEvent => ({ kind: 'streamEnded', ssrc: stream.ssrc })), {
    kind: 'participantLeft',
    cname,
  });
}
