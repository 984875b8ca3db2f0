/** GraphQL over one WebSocket (graphql-transport-ws): queries, mutations and subscriptions. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  subscribe,
} from 'graphql';
import { type Context, handleProtocols, makeServer, type ServerOptions, type SubscribePayload } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Log } from '../../media/contract/log.ts';
import type { ApiContext, Connection } from '../schema/context.ts';
import { operationTimeout } from './graphql-http.ts';
import type { MaskError } from './mask-errors.ts';
import type { Metrics } from './metrics.ts';
import type { Presence } from './presence.ts';
import type { ReadCaller } from './principal.ts';
import { mayIntrospect, queryLimits, type RequestReader } from './query-limits.ts';
import { createSocketConnection, type SocketConnection } from './socket-connection.ts';
import { withinTime } from './time-limit.ts';

export const socketLimits = {
  /** What may wait for a slow reader. Subscriptions never wait here: they are asked for their next event by the last one's sending. */
  bufferedBytes: 1024 * 1024,
  /** Operations that run at the same time on one socket. */
  operations: 100,
  /** For the close frame to be answered when the server ends. */
  closeTimeoutMs: 1000,
} as const;

/** Of the application's range (RFC 6455, section 7.4.2), after HTTP's 429. */
const TOO_SLOW = 4429;

export interface GraphQlWsDeps {
  schema: GraphQLSchema;
  requests: RequestReader;
  readCaller: ReadCaller;
  contextFor(connection: Connection): ApiContext;
  presence: Presence;
  /** How often sockets are pinged; one that has not answered by the next ping is dead. */
  pingEveryMs: number;
  maskError: MaskError;
  metrics: Metrics;
  log: Log;
}

export interface GraphQlWs {
  /** Of an HTTP request whose path and origin are fine. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

interface Extra {
  connection: SocketConnection;
  context: ApiContext;
  request: IncomingMessage;
  subscriptions: Set<string>;
}

export function createGraphQlWs(deps: GraphQlWsDeps): GraphQlWs {
  const { metrics, log } = deps;
  const protocol = makeServer<Record<string, unknown>, Extra>(protocolOptions(deps));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: queryLimits.bytes, handleProtocols });

  function serve(socket: WebSocket, request: IncomingMessage): void {
    const connection = createSocketConnection(deps.presence, randomUUID());
    const extra = { connection, context: deps.contextFor(connection), request, subscriptions: new Set<string>() };
    const stopPinging = keepAlive(socket, deps.pingEveryMs);
    metrics.socketOpened();
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(socket, data, metrics.slowReader),
        close: (code, reason) => socket.close(code, reason),
        onMessage(receive) {
          socket.on('message', (data) => {
            receive(String(data)).catch((error: unknown) => {
              log.error({ err: error }, 'a WebSocket message was not handled');
              socket.close(1011, 'Internal server error');
            });
          });
        },
      },
      extra,
    );
    socket.on('error', (error) => log.debug({ err: error }, 'a WebSocket failed'));
    socket.once('close', (code, reason) => {
      stopPinging();
      metrics.socketClosed(code);
      connection.closed(code);
      closed(code, String(reason)).catch((error: unknown) => {
        log.error({ err: error }, 'the operations of a closed WebSocket did not end');
      });
    });
  }

  return {
    upgrade(request, socket, head) {
      sockets.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, request));
    },

    async close() {
      const open = [...sockets.clients];
      const gone = open.map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())));
      for (const socket of open) socket.close(1012, 'The server restarts');
      await withinTime(Promise.all(gone), socketLimits.closeTimeoutMs, () => []);
      for (const socket of sockets.clients) socket.terminate();
      await Promise.all(gone);
    },
  };
}

function protocolOptions(deps: GraphQlWsDeps): ServerOptions<Record<string, unknown>, Extra> {
  const { schema, metrics, maskError } = deps;

  function executionArgs(
    { extra, subscriptions }: Context<Record<string, unknown>, Extra>,
    payload: SubscribePayload,
  ): ExecutionArgs | readonly GraphQLError[] {
    if (Object.keys(subscriptions).length > socketLimits.operations) {
      const code = 'TOO_MANY_OPERATIONS';
      return [new GraphQLError(`At most ${socketLimits.operations} at once on one socket.`, { extensions: { code } })];
    }
    const asker = { mayIntrospect: mayIntrospect(extra.connection.caller) };
    const request = deps.requests.read(payload.query, asker);
    if (!request.ok) return request.errors;
    return {
      schema,
      document: request.document,
      contextValue: extra.context,
      operationName: payload.operationName ?? null,
      variableValues: payload.variables ?? null,
    };
  }

  async function executeInTime(args: ExecutionArgs): Promise<ExecutionResult> {
    const startedAt = performance.now();
    const { message, extensions } = operationTimeout();
    const result = await withinTime(Promise.resolve(execute(args)), queryLimits.operationTimeoutMs, () => ({
      errors: [new GraphQLError(message, { extensions })],
    }));
    const failed = result.errors !== undefined;
    metrics.operation(args.document, args.operationName, failed, (performance.now() - startedAt) / 1000);
    return result;
  }

  return {
    async onConnect({ connectionParams, extra }) {
      extra.connection.authenticated(await deps.readCaller(authorizationIn(connectionParams, extra.request)));
    },
    onSubscribe: (context, _id, payload) => executionArgs(context, payload),
    execute: executeInTime,
    subscribe,
    onOperation({ extra }, id, _payload, _args, result) {
      if (!(Symbol.asyncIterator in result)) return;
      extra.subscriptions.add(id);
      metrics.subscriptionStarted();
    },
    onNext({ extra }, id, _payload, _args, { data, errors }) {
      if (errors) return { data: data ?? null, errors: errors.map(maskError) };
      if (extra.subscriptions.has(id)) metrics.eventDelivered();
      return undefined;
    },
    onError: (_context, _id, _payload, errors) => errors.map(maskError),
    onComplete({ extra }, id) {
      if (extra.subscriptions.delete(id)) metrics.subscriptionEnded();
    },
  };
}

/** Browsers cannot set headers on a WebSocket; programs may. */
function authorizationIn(params: Record<string, unknown> | undefined, request: IncomingMessage): string | undefined {
  const given = params?.['authorization'] ?? params?.['Authorization'];
  return typeof given === 'string' ? given : request.headers.authorization;
}

/** Ends a socket that did not answer the ping before this one, as RFC 6455, section 5.5.2 lets us. Returns how to stop. */
function keepAlive(socket: WebSocket, everyMs: number): () => void {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, everyMs);
  return () => clearInterval(timer);
}

/** Settles when the bytes are with the kernel: that is what makes a subscription wait for its reader. */
function send(socket: WebSocket, data: string, onSlowReader: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.readyState !== socket.OPEN) return resolve();
    if (socket.bufferedAmount > socketLimits.bufferedBytes) {
      onSlowReader();
      socket.close(TOO_SLOW, 'Reads too slowly: connect again and go on from the last cursor');
      return resolve();
    }
    socket.send(data, (error) => (error && socket.readyState === socket.OPEN ? reject(error) : resolve()));
  });
}
