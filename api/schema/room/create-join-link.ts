import { roomIds } from '../../domain/base/ids.ts';
import type { MutationResolvers } from '../../generated/graphql.ts';
import { asAdmin } from '../access.ts';
import { parseId, told } from '../answer.ts';

const ONE_DAY_IN_SECONDS = 86_400;

export const createJoinLink: MutationResolvers['createJoinLink'] = async (_mutation, { input }, context) => {
  const admin = asAdmin(context.connection.caller);
  if (!admin.ok) return told(admin.error);
  const roomId = parseId(roomIds, input.roomId, 'ROOM_NOT_FOUND');
  if (!roomId.ok) return told(roomId.error);
  const outcome = await context.useCases.prepareJoinLink({
    roomId: roomId.value,
    displayName: input.displayName ?? undefined,
    ttlSeconds: input.ttlSeconds ?? ONE_DAY_IN_SECONDS,
    idempotencyKey: input.idempotencyKey ?? undefined,
  });
  if (!outcome.ok) return told(outcome.error);
  const { token, url } = await context.credentials.joinLink(outcome.value);
  return { __typename: 'CreateJoinLinkPayload', token, url, expiresAt: outcome.value.expiresAt };
};
