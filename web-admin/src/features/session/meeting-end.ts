import type { LeaveReason } from '../../gql/graphql.ts';
import type { Problem } from '../connection/problem.ts';

/** How the stay ended: `removed` by the participant's `LeaveReason`, `failed` by a problem. */
export type MeetingEnd =
  | { kind: 'left' }
  | { kind: 'room-closed' }
  | { kind: 'removed'; reason: LeaveReason }
  | { kind: 'failed'; problem: Problem };
