import type { Seat } from '../domain/participant/participant.ts';
import type { Invitee } from '../domain/use-cases.ts';

/** Who asks, by the credentials that came with the request or the socket. */
export type Caller =
  /** `gone`: a session token whose participant has left. */
  | { kind: 'anonymous'; reason: 'missing' | 'invalid' | 'expired' | 'gone' }
  | { kind: 'admin' }
  | { kind: 'invitee'; invitee: Invitee }
  | { kind: 'participant'; seat: Seat };
