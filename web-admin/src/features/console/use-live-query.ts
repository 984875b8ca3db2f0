import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useCallback, useEffect, useState } from 'react';
import type { EventLineFragment } from '../../gql/graphql.ts';
import type { Variables } from '../connection/connection.ts';
import { type Problem, problemOf } from '../connection/problem.ts';
import { useConsole } from './console-context.ts';

export interface LiveQuery<R> {
  /** Null until the first answer. */
  data: R | null;
  problem: Problem | null;
  refresh(): void;
}

/** Events come in bursts (somebody joins, two streams start): one reading for each burst. */
const burstMs = 120;

/** Asks, and asks again when an event says that the answer has changed, or the connection was away. */
export function useLiveQuery<R, V extends Variables>(
  document: TypedDocumentNode<R, V>,
  variables: V,
  concerns: (event: EventLineFragment) => boolean = everything,
): LiveQuery<R> {
  const { connection, feed } = useConsole();
  const [data, setData] = useState<R | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const key = JSON.stringify(variables);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the variables' value.
  const refresh = useCallback(() => {
    connection.request(document, variables).then(
      (answer) => {
        setData(answer);
        setProblem(null);
      },
      (cause: unknown) => setProblem(problemOf(cause)),
    );
  }, [connection, document, key]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stopEvents = feed.onEvent((event) => {
      if (timer !== undefined || !concerns(event)) return;
      timer = setTimeout(() => {
        timer = undefined;
        refresh();
      }, burstMs);
    });
    const stopReconnects = connection.onReconnected(refresh);
    refresh();
    return () => {
      clearTimeout(timer);
      stopEvents();
      stopReconnects();
    };
  }, [connection, feed, refresh, concerns]);

  return { data, problem, refresh };
}

function everything(): boolean {
  return true;
}
