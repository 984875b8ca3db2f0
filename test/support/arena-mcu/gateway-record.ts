/** What a gateway has told and asked in its session: carries its requests out, or says why not. */
import type { ArenaErrorCode, ArenaParticipant, ArenaRequest, ArenaStream } from '../../../media/arena/messages.ts';
import type { Arena } from './arena.ts';
import type { SessionMedia } from './session-media.ts';

export interface GatewayStatus {
  /** Announced by the gateway, and not left. */
  readonly participants: readonly ArenaParticipant[];
  /** SSRCs that the gateway told to be muted. */
  readonly muted: readonly number[];
  /** What the gateway said it can take in all. */
  readonly bitsPerSecond: number | undefined;
}

export interface Refusal {
  readonly code: ArenaErrorCode;
  readonly reason: string;
}

export interface GatewayRecord {
  /** `undefined` where the request was carried out. */
  act(request: ArenaRequest): Refusal | undefined;
  /** Ends a stream of the gateway, and frees its SSRC. */
  endStream(ssrc: number): void;
  status(): GatewayStatus;
}

export interface GatewayRecordOptions {
  readonly arena: Arena;
  readonly media: SessionMedia;
  /** False where some stream or session has the SSRC already. */
  readonly reserveSsrc: (ssrc: number) => boolean;
  readonly releaseSsrc: (ssrc: number) => void;
  /** Looks after work that nobody waits for. */
  readonly later: (work: Promise<void>) => void;
}

export function createGatewayRecord(options: GatewayRecordOptions): GatewayRecord {
  const { arena, media, reserveSsrc, releaseSsrc, later } = options;
  const participants = new Map<string, ArenaParticipant>();
  const muted = new Set<number>();
  let bitsPerSecond: number | undefined;

  function act(request: ArenaRequest): Refusal | undefined {
    switch (request.type) {
      case 'STREAM':
        return announce(request.body);
      case 'STREAM_END':
        if (media.incoming(request.body.ssrc) === undefined) return unknownStream(request.body.ssrc);
        endStream(request.body.ssrc);
        return undefined;
      case 'SUBSCRIBE':
        return subscribe(request.body.ssrc);
      case 'UNSUBSCRIBE':
        later(media.unsubscribe(request.body.ssrc));
        return undefined;
      case 'PARTICIPANT':
        if (request.body.state === 'left') participants.delete(request.body.cname);
        else participants.set(request.body.cname, request.body);
        return undefined;
      case 'MUTE':
        if (request.body.muted) muted.add(request.body.ssrc);
        else muted.delete(request.body.ssrc);
        return undefined;
      case 'BANDWIDTH':
        bitsPerSecond = request.body.bitsPerSecond;
        return undefined;
      case 'JOIN':
        return { code: 'REFUSED', reason: 'the session has joined already' };
      case 'DESCRIBE':
      case 'SPEAKER':
        return { code: 'REFUSED', reason: `this MCU takes no ${request.type}` };
      case 'PING':
      case 'LEAVE':
        return undefined;
    }
  }

  function announce(stream: ArenaStream): Refusal | undefined {
    const expected = stream.kind === 'audio' ? 'speex' : 'theora';
    if (stream.codec !== expected) return { code: 'UNSUPPORTED_CODEC', reason: `${stream.kind} has to be ${expected}` };
    if (media.incoming(stream.ssrc) === undefined && !reserveSsrc(stream.ssrc)) {
      return { code: 'REFUSED', reason: 'the SSRC is taken' };
    }
    media.announce(stream);
    return undefined;
  }

  function subscribe(ssrc: number): Refusal | undefined {
    const stream = arena.streams().find((offered) => offered.description().ssrc === ssrc);
    if (stream === undefined) return unknownStream(ssrc);
    media.subscribe(stream);
    return undefined;
  }

  function endStream(ssrc: number): void {
    media.end(ssrc);
    muted.delete(ssrc);
    releaseSsrc(ssrc);
  }

  return {
    act,
    endStream,
    status: () => ({ participants: [...participants.values()], muted: [...muted], bitsPerSecond }),
  };
}

function unknownStream(ssrc: number): Refusal {
  return { code: 'UNKNOWN_STREAM', reason: `no stream has the SSRC ${ssrc}` };
}
