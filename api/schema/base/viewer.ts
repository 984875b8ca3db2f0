import type { QueryResolvers, ViewerKind, ViewerResolvers } from '../../generated/graphql.ts';
import type { Caller } from '../caller.ts';

const kinds: Record<Caller['kind'], ViewerKind> = {
  anonymous: 'ANONYMOUS',
  admin: 'ADMIN',
  invitee: 'INVITEE',
  participant: 'PARTICIPANT',
};

export const viewer: QueryResolvers['viewer'] = (_query, _args, { connection }) => connection.caller;

export const Viewer: ViewerResolvers = {
  kind: (caller) => kinds[caller.kind],

  async room(caller, _args, { load }) {
    if (caller.kind === 'invitee') return (await load.room(caller.invitee.roomId)) ?? null;
    if (caller.kind === 'participant') return (await load.room(caller.seat.roomId)) ?? null;
    return null;
  },

  async participant(caller, _args, { load }) {
    return caller.kind === 'participant' ? ((await load.participant(caller.seat.participantId)) ?? null) : null;
  },
};
