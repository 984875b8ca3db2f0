import { mediaNodeIds } from '../../domain/base/ids.ts';
import type { MediaNodeResolvers } from '../../generated/graphql.ts';

export const MediaNode: MediaNodeResolvers = {
  id: (node) => mediaNodeIds.format(node.id),
};
