/**
 * Join and session tokens: JWTs (RFC 7519) signed by HS256 with the installation's secret. The same claims always make the
 * same token, so that a repeated mutation can answer the same.
 */
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

const issuer = 'bryggen';

export interface JoinClaims {
  kind: 'join';
  roomId: string;
  /** The name that the holder joins under, where the link says one. */
  displayName?: string | undefined;
  tokenId: string;
}

export interface SessionClaims {
  kind: 'session';
  roomId: string;
  participantId: string;
}

export type TokenReading =
  | { ok: true; claims: JoinClaims | SessionClaims }
  | { ok: false; problem: 'invalid' | 'expired' };

export interface Tokens {
  mintJoin(claims: Omit<JoinClaims, 'kind'>, lifetime: { issuedAt: Date; expiresAt: Date }): Promise<string>;
  /** Has no end of its own: it is good while its participant is in the room. */
  mintSession(claims: Omit<SessionClaims, 'kind'>, issuedAt: Date): Promise<string>;
  read(token: string, now: Date): Promise<TokenReading>;
}

const joinPayload = z.object({
  aud: z.literal('join'),
  sub: z.uuid(),
  name: z.string().optional(),
  jti: z.string(),
  exp: z.number(),
});
const sessionPayload = z.object({ aud: z.literal('session'), sub: z.uuid(), room: z.uuid() });

/** `secret` is at least 32 octets (RFC 7518, section 3.2). */
export function createTokens(secret: Uint8Array): Tokens {
  if (secret.length < 32) throw new RangeError('A token secret has at least 32 octets.');

  return {
    mintJoin({ roomId, displayName, tokenId }, { issuedAt, expiresAt }) {
      return new SignJWT(displayName === undefined ? {} : { name: displayName })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(issuer)
        .setAudience('join')
        .setSubject(roomId)
        .setJti(tokenId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(secret);
    },

    mintSession({ roomId, participantId }, issuedAt) {
      return new SignJWT({ room: roomId })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(issuer)
        .setAudience('session')
        .setSubject(participantId)
        .setIssuedAt(issuedAt)
        .sign(secret);
    },

    async read(token, now) {
      try {
        const { payload } = await jwtVerify(token, secret, { issuer, algorithms: ['HS256'], currentDate: now });
        return readPayload(payload);
      } catch (error) {
        if (error instanceof errors.JWTExpired) return { ok: false, problem: 'expired' };
        if (error instanceof errors.JOSEError) return { ok: false, problem: 'invalid' };
        throw error;
      }
    },
  };
}

function readPayload(payload: unknown): TokenReading {
  const join = joinPayload.safeParse(payload);
  if (join.success) {
    const { sub, name, jti } = join.data;
    return { ok: true, claims: { kind: 'join', roomId: sub, displayName: name, tokenId: jti } };
  }
  const session = sessionPayload.safeParse(payload);
  if (!session.success) return { ok: false, problem: 'invalid' };
  return { ok: true, claims: { kind: 'session', roomId: session.data.room, participantId: session.data.sub } };
}
