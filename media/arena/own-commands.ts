/** What the room asks of the MCU: what each command changes here, and the request that it becomes. */
import type { ArenaAnswer, SignallingCommand } from './arena-signalling.ts';
import type { ArenaRequest } from './messages.ts';
import type { StreamBook } from './stream-book.ts';

/**
 * Changes the book for a command that is about to be sent, or gives the refusal of one that cannot be meant. The book does not
 * wait for the answer: what the MCU sends upon the command may come before it.
 */
export function applyCommand(book: StreamBook, command: SignallingCommand): ArenaAnswer | undefined {
  switch (command.kind) {
    case 'announceParticipant':
      if (command.participant.state === 'joined') book.ownCnames.add(command.participant.cname);
      else book.ownCnames.delete(command.participant.cname);
      return undefined;
    case 'announceStream': {
      const { stream } = command;
      if (book.isReserved(stream.ssrc) || book.remote.has(stream.ssrc)) {
        return { kind: 'refused', code: 'REFUSED', reason: 'the SSRC is taken' };
      }
      if (!book.own.has(stream.ssrc)) book.own.set(stream.ssrc, { stream, announced: false, wanted: false });
      return undefined;
    }
    case 'endStream':
      return book.own.delete(command.ssrc) ? undefined : unknownStream(command.ssrc);
    case 'subscribe':
    case 'unsubscribe': {
      const remote = book.remote.get(command.ssrc);
      if (remote === undefined || remote.gone) return unknownStream(command.ssrc);
      remote.subscribed = command.kind === 'subscribe';
      return undefined;
    }
  }
}

/** Brings the book in line with the MCU's answer. */
export function applyAnswer(book: StreamBook, command: SignallingCommand, answer: ArenaAnswer): void {
  if (command.kind === 'announceStream') {
    const own = book.own.get(command.stream.ssrc);
    if (own === undefined) return;
    if (answer.kind === 'accepted') {
      own.stream = command.stream;
      own.announced = true;
    } else if (!own.announced) {
      // A refused first announcement leaves no stream; a refused change leaves the stream as it was.
      book.own.delete(command.stream.ssrc);
    }
  }
  if (command.kind === 'subscribe' && answer.kind === 'refused') {
    const remote = book.remote.get(command.ssrc);
    if (remote !== undefined) remote.subscribed = false;
  }
}

/** The message that carries a command. */
export function requestOf(command: SignallingCommand): ArenaRequest {
  switch (command.kind) {
    case 'announceParticipant':
      return { type: 'PARTICIPANT', body: command.participant };
    case 'announceStream':
      return { type: 'STREAM', body: command.stream };
    case 'endStream':
      return { type: 'STREAM_END', body: { ssrc: command.ssrc } };
    case 'subscribe': {
      const { ssrc, maxBitrate } = command;
      return { type: 'SUBSCRIBE', body: { ssrc, ...(maxBitrate !== undefined && { maxBitrate }) } };
    }
    case 'unsubscribe':
      return { type: 'UNSUBSCRIBE', body: { ssrc: command.ssrc } };
  }
}

function unknownStream(ssrc: number): ArenaAnswer {
  return { kind: 'refused', code: 'UNKNOWN_STREAM', reason: `no such stream has SSRC ${ssrc}` };
}
