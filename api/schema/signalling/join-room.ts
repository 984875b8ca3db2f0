import type { MutationResolvers } from '../../generated/graphql.ts';
import { asInvitee } from '../access.ts';
import { told } from '../answer.ts';
import { showRtpCapabilities } from './rtp-parameters.ts';

export const joinRoom: MutationResolvers['joinRoom'] = async (_mutation, { input }, context) => {
  const { connection, credentials, useCases } = context;
  const invitee = asInvitee(connection.caller);
  if (!invitee.ok) return told(invitee.error);
  const outcome = await useCases.joinRoom(invitee.value, { displayName: input.displayName });
  if (!outcome.ok) return told(outcome.error);
  const { participant, room, routerRtpCapabilities, cursor } = outcome.value;
  connection.takeSeat({ roomId: room.id, participantId: participant.id });
  return {
    __typename: 'JoinRoomPayload',
    participant,
    sessionToken: await credentials.sessionToken(participant),
    reconnectWithinMs: credentials.reconnectWithinMs,
    routerRtpCapabilities: showRtpCapabilities(routerRtpCapabilities),
    room,
    cursor,
  };
};
