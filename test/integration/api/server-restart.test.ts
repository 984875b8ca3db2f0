import { describe, expect, it } from '@jest/globals';
import { startTestApi } from '../../support/api.ts';
import { startTestPostgres } from '../../support/postgres.ts';

const CREATE = 'mutation { createRoom(input: { name: "Restart" }) { ... on CreateRoomPayload { room { id } } } }';
const LINK = `mutation L($roomId: ID!) { createJoinLink(input: { roomId: $roomId }) { ... on CreateJoinLinkPayload { token } } }`;
const JOIN =
  'mutation { joinRoom(input: { displayName: "Lea" }) { ... on JoinRoomPayload { cursor participant { id } } } }';
const STATE = 'query S($id: ID!) { node(id: $id) { ... on Participant { state leaveReason } } }';
const EVENTS =
  'query E($after: String) { events(after: $after) { edges { node { __typename ... on ParticipantLeft { reason } } } } }';

describe('a restart of the server', () => {
  it('is not taken for the leaving of those who are in a room; the next start ends what was left', async () => {
    await using postgres = await startTestPostgres();
    const secrets = {
      tokenSecret: 'a secret that both starts have in common',
      adminKey: 'an-admin-key-of-both-starts',
    };
    let joined: { cursor: string; participant: { id: string } };
    {
      await using first = await startTestApi({ databaseUrl: postgres.url, config: secrets });
      const roomId = (await first.ask(CREATE)).createRoom.room.id;
      const { token } = (await first.ask(LINK, { roomId })).createJoinLink;
      joined = (await (await first.socket(token, 'left to the server')).ask(JOIN)).joinRoom;
      expect(await first.ask(STATE, { id: joined.participant.id })).toEqual({
        node: { state: 'JOINED', leaveReason: null },
      });
    }
    await using second = await startTestApi({ databaseUrl: postgres.url, config: secrets });
    expect((await second.ask(STATE, { id: joined.participant.id })).node).toEqual({
      state: 'LEFT',
      leaveReason: 'NODE_LOST',
    });
    const { events } = await second.ask(EVENTS, { after: joined.cursor });
    expect(events.edges.map((edge: { node: object }) => edge.node)).toEqual([
      { __typename: 'ParticipantLeft', reason: 'NODE_LOST' },
    ]);
  });
});
