import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useState } from 'react';
import type { Variables } from '../connection/connection.ts';
import { type Problem, problemOf } from '../connection/problem.ts';
import { useConsole } from './console-context.ts';

export interface Mutation<V, P> {
  busy: boolean;
  problem: Problem | null;
  /** The payload, or null where it did not work: `problem` says why. */
  run(variables: V): Promise<P | null>;
  reset(): void;
}

/** A mutation of a page; `pick` takes the payload out of the answer and throws `ProblemError` for the errors in it. */
export function useMutation<R, V extends Variables, P>(
  document: TypedDocumentNode<R, V>,
  pick: (data: R) => P,
): Mutation<V, P> {
  const { connection } = useConsole();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return {
    busy,
    problem,
    reset: () => setProblem(null),
    async run(variables) {
      setBusy(true);
      setProblem(null);
      try {
        return pick(await connection.request(document, variables));
      } catch (cause) {
        setProblem(problemOf(cause));
        return null;
      } finally {
        setBusy(false);
      }
    },
  };
}
