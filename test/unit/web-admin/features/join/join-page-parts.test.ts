import { describe, expect, it } from '@jest/globals';
import { connectionText } from '../../../../../web-admin/src/features/join/connection-text.ts';
import { endText } from '../../../../../web-admin/src/features/join/end-text.ts';
import { joinTokenOf, nameInToken } from '../../../../../web-admin/src/features/join/join-token.ts';

function tokenWith(claims: object): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
}

describe('join token', () => {
  it('is what follows the # sign', () => {
    expect(joinTokenOf('#abc.def.ghi')).toBe('abc.def.ghi');
    expect(joinTokenOf('')).toBeNull();
    expect(joinTokenOf('#')).toBeNull();
  });

  it('survives a fragment that is no valid percent encoding', () => {
    expect(joinTokenOf('#%zz')).toBe('%zz');
  });

  it('may give a name, in any alphabet', () => {
    expect(nameInToken(tokenWith({ name: 'Åse Ødegård 海' }))).toBe('Åse Ødegård 海');
  });

  it.each(['', 'nonsense', 'a.b.c', 'e30.%%%.x', tokenWith({}), tokenWith({ name: 7 }), tokenWith({ name: '' })])(
    'gives no name where there is none: %s',
    (token) => {
      expect(nameInToken(token)).toBeNull();
    },
  );
});

describe('text of a stay that has ended', () => {
  const failed = (code: string, retryAfterMs?: number) =>
    endText({
      kind: 'failed',
      problem: { code, message: 'M.', remedy: 'R.', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
    });

  it('offers another try when the media node is down, not before it is worth it', () => {
    expect(failed('MEDIA_NODE_UNAVAILABLE', 3000)).toMatchObject({
      name: 'unavailable',
      again: true,
      retryAfterMs: 3000,
    });
  });

  it.each([
    ['TOKEN_EXPIRED', 'link-expired'],
    ['TOKEN_INVALID', 'link-invalid'],
    ['FORBIDDEN', 'link-invalid'],
    ['ROOM_CLOSED', 'room-closed'],
  ])('offers no other try after %s, and shows message and remedy', (code, name) => {
    expect(failed(code)).toMatchObject({ name, again: false, text: 'M. R.' });
  });

  it('lets people come back who left or lost the connection', () => {
    expect(endText({ kind: 'left' }).again).toBe(true);
    expect(endText({ kind: 'removed', reason: 'CONNECTION_LOST' })).toMatchObject({ name: 'removed', again: true });
    expect(endText({ kind: 'room-closed' }).again).toBe(false);
  });
});

describe('text of the connection', () => {
  it('speaks of the socket first, then of media, and not at all when both are well', () => {
    expect(connectionText('lost', 'failed')).toBe('Reconnecting…');
    expect(connectionText('open', 'disconnected')).toBe('Mending sound and picture…');
    expect(connectionText('open', 'connecting')).toBe('Connecting…');
    expect(connectionText('open', 'connected')).toBeNull();
    expect(connectionText('open', 'new')).toBeNull();
  });
});
