import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql/language/printer';
import { type Client, CloseCode, createClient } from 'graphql-ws';
import type { ConnectionState } from './connection-state.ts';
import { ProblemError, unexpected } from './problem.ts';
import { retryDelayMs } from './retry.ts';
import { createStore, type Store } from './store.ts';

/** One WebSocket that carries every query, mutation and subscription of the page (graphql-transport-ws). */
export interface Connection {
  readonly state: Store<ConnectionState>;
  /** Asks once. After a lost socket it is asked again. Throws `ProblemError`. */
  request<R, V extends Variables>(document: TypedDocumentNode<R, V>, variables: V): Promise<R>;
  /**
   * Follows a subscription, over lost sockets, until it is stopped or the server refuses it; `variables` is called anew for
   * each try, so that it can go on from the last cursor.
   */
  follow<R, V extends Variables>(
    document: TypedDocumentNode<R, V>,
    variables: () => V,
    next: (data: R) => void,
  ): () => void;
  /** Called after each loss that was mended, before anything else is sent. */
  onReconnected(listener: () => void): () => void;
  /** Closes the socket with 1000 in this very tick, so that it works while a page is unloading. */
  close(): void;
}

/** Variables of one operation, by name. */
export type Variables = { [name: string]: unknown };

export interface ConnectionOptions {
  /** `wss://host/graphql` */
  url: string;
  /** The token of the next socket: a join token first, the session token once there is one. */
  token: () => string | null;
}

const pingEveryMs = 10_000;
const pongWithinMs = 5_000;

export function createConnection({ url, token }: ConnectionOptions): Connection {
  const state = createStore<ConnectionState>('connecting');
  const reconnected = new Set<() => void>();
  let socket: WebSocket | undefined;
  let pongTimer: ReturnType<typeof setTimeout> | undefined;

  const client: Client = createClient({
    url,
    lazy: false,
    keepAlive: pingEveryMs,
    connectionParams: () => {
      const bearer = token();
      return bearer === null ? {} : { authorization: `Bearer ${bearer}` };
    },
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: (tries) => new Promise((resolve) => setTimeout(resolve, retryDelayMs(tries, Math.random()))),
    shouldRetry: (cause) => !(cause instanceof CloseEvent && cause.code === CloseCode.Forbidden),
    onNonLazyError: () => state.set('refused'),
    on: {
      opened: (opened) => {
        if (opened instanceof WebSocket) socket = opened;
      },
      connected: (_socket, _payload, wasRetry) => {
        state.set('open');
        if (wasRetry) for (const listener of [...reconnected]) listener();
      },
      closed: () => {
        clearTimeout(pongTimer);
        if (state.get() !== 'closed') state.set('lost');
      },
      ping: (received) => {
        if (received) return;
        pongTimer = setTimeout(() => client.terminate(), pongWithinMs);
      },
      pong: (received) => {
        if (received) clearTimeout(pongTimer);
      },
    },
  });

  // A socket may look open for a long time after the network has changed under it.
  const networkChanged = (): void => {
    if (state.get() === 'open') client.terminate();
  };
  window.addEventListener('online', networkChanged);

  const texts = new WeakMap<object, string>();
  function textOf<R, V>(document: TypedDocumentNode<R, V>): string {
    const text = texts.get(document) ?? print(document);
    texts.set(document, text);
    return text;
  }

  function request<R, V extends Variables>(document: TypedDocumentNode<R, V>, variables: V): Promise<R> {
    return new Promise((resolve, reject) => {
      client.subscribe<R>(
        { query: textOf(document), variables },
        {
          next: ({ data, errors }) => {
            const [first] = errors ?? [];
            if (first !== undefined) reject(new ProblemError(unexpected(first.message)));
            else if (data != null) resolve(data);
          },
          error: (cause) => reject(new ProblemError(unexpected(causeText(cause)), { cause })),
          complete: () => reject(new ProblemError(unexpected('The connection to the server was closed.'))),
        },
      );
    });
  }

  function follow<R, V extends Variables>(
    document: TypedDocumentNode<R, V>,
    variables: () => V,
    next: (data: R) => void,
  ): () => void {
    const query = textOf(document);
    let stopped = false;
    let failures = 0;
    let release = (): void => undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    function again(): void {
      if (stopped || state.get() === 'closed' || state.get() === 'refused') return;
      timer = setTimeout(start, retryDelayMs(failures++, Math.random()));
    }
    function start(): void {
      // graphql-ws serialises this object at each connect: the getter makes it go on from where it was.
      const payload = {
        query,
        get variables() {
          return variables();
        },
      };
      release = client.subscribe<R>(payload, {
        next: ({ data, errors }) => {
          const [first] = errors ?? [];
          // Refused: asking again would be refused again. What is wrong with the server may pass.
          if (first !== undefined) stopped = first.extensions?.['code'] !== 'INTERNAL_SERVER_ERROR';
          if (stopped) return;
          failures = 0;
          if (data != null) next(data);
        },
        error: again,
        complete: again,
      });
    }
    start();
    return () => {
      stopped = true;
      clearTimeout(timer);
      release();
    };
  }

  return {
    state,
    request,
    follow,
    onReconnected(listener) {
      reconnected.add(listener);
      return () => reconnected.delete(listener);
    },
    close() {
      if (state.get() === 'closed') return;
      state.set('closed');
      clearTimeout(pongTimer);
      window.removeEventListener('online', networkChanged);
      socket?.close(1000, 'Normal Closure');
      void client.dispose();
    },
  };
}

function causeText(cause: unknown): string {
  if (Array.isArray(cause) && cause[0] instanceof Object && 'message' in cause[0]) return String(cause[0].message);
  if (cause instanceof CloseEvent) return cause.reason || `The server closed the connection (${cause.code}).`;
  return cause instanceof Error ? cause.message : 'The connection to the server failed.';
}
