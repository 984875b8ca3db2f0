import { Badge } from '@mantine/core';
import type { RoomState } from '../../gql/graphql.ts';

export function RoomStateBadge({ state }: { state: RoomState }) {
  return (
    <Badge variant="light" color={state === 'OPEN' ? 'teal' : 'gray'} data-room-state={state}>
      {state === 'OPEN' ? 'Open' : 'Closed'}
    </Badge>
  );
}
