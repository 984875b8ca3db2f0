/** GraphQL over HTTP: Apollo Server on bare node:http, for queries and mutations. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApolloServer, type ApolloServerPlugin, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Log } from '../../media/contract/log.ts';
import type { Seat } from '../domain/participant/participant.ts';
import type { Caller } from '../schema/caller.ts';
import type { ApiContext, Connection } from '../schema/context.ts';
import { readBody, replyJson } from './http-replies.ts';
import type { MaskError } from './mask-errors.ts';
import type { Metrics } from './metrics.ts';
import type { ReadCaller } from './principal.ts';
import { mayIntrospect, queryLimits, type RequestReader } from './query-limits.ts';
import { withinTime } from './time-limit.ts';

export interface GraphQlHttpDeps {
  schema: GraphQLSchema;
  requests: RequestReader;
  readCaller: ReadCaller;
  contextFor(connection: Connection): ApiContext;
  /** A participant joined without a socket. */
  expectSocket(seat: Seat): void;
  maskError: MaskError;
  metrics: Pick<Metrics, 'operation'>;
  log: Log;
}

export interface GraphQlHttp {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}

export async function createGraphQlHttp(deps: GraphQlHttpDeps): Promise<GraphQlHttp> {
  const { schema, log } = deps;
  const apollo = new ApolloServer<ApiContext>({
    schema,
    // Both are the request reader's, here as over WebSockets.
    introspection: true,
    dangerouslyDisableValidation: true,
    parseOptions: { maxTokens: queryLimits.tokens },
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: (_formatted, error) => deps.maskError(error),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      validationPlugin(deps.requests),
      metricsPlugin(deps.metrics),
    ],
    logger: {
      debug: (message) => log.debug({}, String(message)),
      info: (message) => log.info({}, String(message)),
      warn: (message) => log.warn({}, String(message)),
      error: (message) => log.error({}, String(message)),
    },
  });
  await apollo.start();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = request.method === 'POST' ? await readJson(request, response) : { value: undefined };
    if (!body) return;
    const caller = await deps.readCaller(request.headers.authorization);
    const connection = createRequestConnection(caller, deps.expectSocket);
    const work = apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method ?? 'GET',
        headers: headerMap(request),
        search: new URL(request.url ?? '/', 'http://localhost').search,
        body: body.value,
      },
      context: async () => deps.contextFor(connection),
    });
    send(response, await withinTime(work, queryLimits.operationTimeoutMs, tooLate));
  }

  return { handle, close: () => apollo.stop() };
}

/** One who joins is a participant for the rest of the request, so that the answer can tell who else is in the room. */
function createRequestConnection(by: Caller, expectSocket: (seat: Seat) => void): Connection {
  let caller = by;
  return {
    get caller() {
      return caller;
    },
    takeSeat(seat) {
      caller = { kind: 'participant', seat };
      expectSocket(seat);
    },
  };
}

function validationPlugin(requests: RequestReader): ApolloServerPlugin<ApiContext> {
  return {
    requestDidStart: async () => ({
      async didResolveOperation({ source, contextValue }) {
        const request = requests.read(source, { mayIntrospect: mayIntrospect(contextValue.connection.caller) });
        const [first] = request.ok ? [] : request.errors;
        if (first) throw badRequest(first);
      },
    }),
  };
}

function badRequest({ message, nodes, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { nodes: nodes ?? null, extensions: { ...extensions, http: { status: 400 } } });
}

function metricsPlugin(metrics: Pick<Metrics, 'operation'>): ApolloServerPlugin<ApiContext> {
  return {
    async requestDidStart() {
      const startedAt = performance.now();
      return {
        async willSendResponse({ document, operationName, errors }) {
          if (!document) return;
          metrics.operation(document, operationName, errors !== undefined, (performance.now() - startedAt) / 1000);
        },
      };
    },
  };
}

async function readJson(request: IncomingMessage, response: ServerResponse): Promise<{ value: unknown } | undefined> {
  const contentType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (contentType !== 'application/json') {
    return refuse(response, 415, 'Send the request as `content-type: application/json`.');
  }
  const body = await readBody(request, queryLimits.bytes);
  if (!body.ok) {
    if (body.reason === 'broken off') return undefined;
    response.setHeader('connection', 'close');
    return refuse(response, 413, `A request has at most ${queryLimits.bytes} bytes.`);
  }
  try {
    return { value: JSON.parse(body.text) };
  } catch {
    return refuse(response, 400, 'The body is not JSON.');
  }
}

function refuse(response: ServerResponse, status: number, message: string): undefined {
  replyJson(response, status, { errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
  return undefined;
}

function headerMap(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

function tooLate(): HTTPGraphQLResponse {
  const body = { errors: [operationTimeout()] };
  const headers = new HeaderMap([['content-type', 'application/json; charset=utf-8']]);
  return { status: 503, headers, body: { kind: 'complete', string: JSON.stringify(body) } };
}

export function operationTimeout() {
  const message = `The operation took longer than ${queryLimits.operationTimeoutMs} ms. What it began may still take effect.`;
  return { message, extensions: { code: 'OPERATION_TIMEOUT' } };
}

function send(response: ServerResponse, { status, headers, body }: HTTPGraphQLResponse): void {
  // Nothing in the schema is delivered in increments, so Apollo never answers in chunks.
  if (body.kind !== 'complete') throw new Error('a chunked GraphQL answer');
  for (const [name, value] of headers) response.setHeader(name, value);
  response.setHeader('cache-control', 'no-store');
  response.writeHead(status ?? 200);
  response.end(body.string);
}
