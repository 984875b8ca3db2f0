import { Badge, Tooltip } from '@mantine/core';
import { MediaNodesDocument } from '../../gql/graphql.ts';
import { useLiveQuery } from '../console/use-live-query.ts';
import { useNodeWatch } from './use-node-watch.ts';

/** Whether media can be carried right now. */
export function MediaNodes() {
  const { data, problem, refresh } = useLiveQuery(MediaNodesDocument, {});
  const nodes = data?.mediaNodes ?? [];
  const up = nodes.filter(({ state }) => state === 'UP').length;
  useNodeWatch(refresh, data !== null && up < nodes.length);
  if (problem !== null) return <Badge color="orange">Nodes unknown</Badge>;
  if (data === null) return null;
  const colour = up === 0 ? 'red' : up < nodes.length ? 'orange' : 'teal';
  const text =
    nodes.length === 1 ? `Media node ${up === 1 ? 'up' : 'down'}` : `${up} of ${nodes.length} media nodes up`;
  const detail = nodes.map(({ name, state, roomCount }) => `${name}: ${state.toLowerCase()}, ${roomCount} rooms`);
  return (
    <Tooltip label={detail.join(' · ') || 'No media node has registered'}>
      <Badge variant="dot" color={colour} data-media-nodes-up={up} tabIndex={0}>
        {text}
      </Badge>
    </Tooltip>
  );
}
