/** Who is behind an `authorization` header, or its like in a WebSocket's connection parameters. */
import { createHash } from 'node:crypto';
import { participantIds, roomIds } from '../domain/base/ids.ts';
import type { AdminKeys, Reading } from '../domain/use-cases.ts';
import type { Caller } from '../schema/caller.ts';
import type { Tokens } from './tokens.ts';

export interface PrincipalDeps {
  tokens: Pick<Tokens, 'read'>;
  useCases: Pick<AdminKeys, 'findAdminKey'> & Pick<Reading, 'participantsById'>;
  now(): Date;
}

/** Never refuses: bad credentials make an anonymous caller who is told why by whatever they then ask for. */
export type ReadCaller = (authorization: string | undefined) => Promise<Caller>;

const BEARER = /^Bearer +(\S+) *$/i;

export function createCallerReader({ tokens, useCases, now }: PrincipalDeps): ReadCaller {
  return async function readCaller(authorization) {
    if (authorization === undefined || authorization === '') return { kind: 'anonymous', reason: 'missing' };
    const credentials = BEARER.exec(authorization)?.[1];
    if (credentials === undefined) return { kind: 'anonymous', reason: 'invalid' };
    return credentials.split('.').length === 3 ? readToken(credentials) : readAdminKey(credentials);
  };

  async function readAdminKey(key: string): Promise<Caller> {
    const found = await useCases.findAdminKey(hashAdminKey(key));
    return found ? { kind: 'admin' } : { kind: 'anonymous', reason: 'invalid' };
  }

  async function readToken(token: string): Promise<Caller> {
    const reading = await tokens.read(token, now());
    if (!reading.ok) return { kind: 'anonymous', reason: reading.problem };
    const { claims } = reading;
    const roomId = roomIds.of(claims.roomId);
    if (claims.kind === 'join') return { kind: 'invitee', invitee: { roomId, displayName: claims.displayName } };
    const participantId = participantIds.of(claims.participantId);
    const participant = (await useCases.participantsById([participantId])).get(participantId);
    if (participant?.state !== 'JOINED') return { kind: 'anonymous', reason: 'gone' };
    return { kind: 'participant', seat: { roomId, participantId } };
  }
}

/** SHA-256 in hexadecimal: keys are random enough that nothing slower is needed, and looking a hash up leaks nothing of it. */
export function hashAdminKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
