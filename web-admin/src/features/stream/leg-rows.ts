import type { StreamDetailsFragment } from '../../gql/graphql.ts';

type Leg = StreamDetailsFragment['legs'][number];

export interface LegRow {
  key: string;
  /** `Browser → node`, `Node → Ada`, `Node → arena`, `Arena → node`. */
  name: string;
  side: Leg['side'];
  direction: Leg['direction'];
  ssrc: number;
  payloadType: number;
  /** `opus 48000` */
  codecName: string;
  startedAt: string;
  ended: boolean;
}

/** The legs as a table shows them: incoming ones first, ended ones only on request. Pure. */
export function legRows(legs: readonly Leg[], withEnded: boolean): LegRow[] {
  return legs
    .filter(({ endedAt }) => withEnded || endedAt === null)
    .toSorted((a, b) => order(a) - order(b))
    .map((leg) => ({
      key: `${leg.side} ${leg.direction} ${leg.ssrc} ${leg.startedAt}`,
      name: legName(leg),
      side: leg.side,
      direction: leg.direction,
      ssrc: leg.ssrc,
      payloadType: leg.payloadType,
      codecName: `${leg.codec} ${leg.clockRate}`,
      startedAt: leg.startedAt,
      ended: leg.endedAt !== null,
    }));
}

function order({ direction, side }: Leg): number {
  return (direction === 'IN' ? 0 : 2) + (side === 'ARENA' ? 0 : 1);
}

function legName({ side, direction, toParticipant }: Leg): string {
  const far = side === 'ARENA' ? 'arena' : 'browser';
  if (direction === 'IN') return `${far === 'arena' ? 'Arena' : 'Browser'} → node`;
  return `Node → ${toParticipant?.displayName ?? far}`;
}
