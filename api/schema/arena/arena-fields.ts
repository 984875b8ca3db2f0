import { arenaRemedy } from '../../domain/arena/arena-link.ts';
import { arenaLinkIds } from '../../domain/base/ids.ts';
import type { ArenaLinkResolvers, ArenaProblemResolvers } from '../../generated/graphql.ts';
import { must } from '../loader.ts';

export const ArenaLink: ArenaLinkResolvers = {
  id: (link) => arenaLinkIds.format(link.id),
  room: (link, _args, { load }) => must(load.room(link.roomId), 'room'),
};

export const ArenaProblem: ArenaProblemResolvers = {
  remedy: (problem) => arenaRemedy(problem.code),
};
