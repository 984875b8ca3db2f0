import type { Credentials } from '../schema/context.ts';
import type { Tokens } from './tokens.ts';

export interface CredentialsDeps {
  tokens: Tokens;
  /** Where browsers find us, without a slash at the end. */
  publicUrl: () => string;
  reconnectWithinMs: number;
}

export function createCredentials({ tokens, publicUrl, reconnectWithinMs }: CredentialsDeps): Credentials {
  return {
    reconnectWithinMs,

    async joinLink({ room, displayName, linkId, issuedAt, expiresAt }) {
      const token = await tokens.mintJoin({ roomId: room.id, displayName, tokenId: linkId }, { issuedAt, expiresAt });
      // After the `#`, it is never sent to a server and so stays out of logs and of the Referer header.
      return { token, url: `${publicUrl()}/join#${token}` };
    },

    sessionToken: ({ id, roomId, joinedAt }) => tokens.mintSession({ participantId: id, roomId }, joinedAt),
  };
}
