import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { createTokens } from '../../../../api/server/tokens.ts';

const secret = new Uint8Array(32).fill(7);
const tokens = createTokens(secret);
const now = new Date('2026-11-23T05:00:00Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const join = { roomId: randomUUID(), displayName: 'Ann', tokenId: 'link-1' };
const session = { roomId: randomUUID(), participantId: randomUUID() };

describe('tokens', () => {
  it('reads a join token back', async () => {
    const token = await tokens.mintJoin(join, { issuedAt: now, expiresAt: later(60) });
    expect(await tokens.read(token, later(59))).toEqual({ ok: true, claims: { kind: 'join', ...join } });
  });

  it('reads a session token back, however late', async () => {
    const token = await tokens.mintSession(session, now);
    expect(await tokens.read(token, later(1e6))).toEqual({ ok: true, claims: { kind: 'session', ...session } });
  });

  it('mints the same token from the same claims', async () => {
    const lifetime = { issuedAt: now, expiresAt: later(60) };
    expect(await tokens.mintJoin(join, lifetime)).toBe(await tokens.mintJoin(join, lifetime));
  });

  it('tells an expired token from a wrong one', async () => {
    const token = await tokens.mintJoin(join, { issuedAt: now, expiresAt: later(60) });
    expect(await tokens.read(token, later(61))).toEqual({ ok: false, problem: 'expired' });
    expect(await tokens.read(`${token}x`, now)).toEqual({ ok: false, problem: 'invalid' });
    expect(await tokens.read('nonsense', now)).toEqual({ ok: false, problem: 'invalid' });
  });

  it("refuses another installation's tokens, even expired ones, as invalid", async () => {
    const other = createTokens(new Uint8Array(32).fill(8));
    const token = await other.mintJoin(join, { issuedAt: now, expiresAt: later(60) });
    expect(await tokens.read(token, later(61))).toEqual({ ok: false, problem: 'invalid' });
  });

  it('refuses tokens of its own secret that are for something else', async () => {
    const sign = (audience: string) =>
      new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setIssuer('bryggen').setAudience(audience).sign(secret);
    expect(await tokens.read(await sign('billing'), now)).toEqual({ ok: false, problem: 'invalid' });
    expect(await tokens.read(await sign('join'), now)).toEqual({ ok: false, problem: 'invalid' });
  });

  it('refuses a short secret', () => {
    expect(() => createTokens(new Uint8Array(31))).toThrow(RangeError);
  });
});
