/** The join token in a link's fragment (`/join#<token>`): it never reaches a server's log that way. Pure. */
export function joinTokenOf(fragment: string): string | null {
  // Tokens are URL-safe as they are: nothing to decode.
  const token = fragment.replace(/^#/u, '').trim();
  return token === '' ? null : token;
}

/** The name that the token gives its bearer; null where people choose their own. The server decides again. Pure. */
export function nameInToken(token: string): string | null {
  const [, payload] = token.split('.');
  if (payload === undefined) return null;
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
      letter.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof claims !== 'object' || claims === null || !('name' in claims)) return null;
    return typeof claims.name === 'string' && claims.name !== '' ? claims.name : null;
  } catch {
    // Not a JWT: it has nothing to tell us, and the server says whether it is a token at all.
    return null;
  }
}
