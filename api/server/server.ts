/** The API's one port: GraphQL over HTTP and WebSocket, health, metrics, and the console's files. */
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Log } from '../../media/contract/log.ts';
import type { ConsoleFiles } from './console-files.ts';
import type { GraphQlHttp } from './graphql-http.ts';
import type { GraphQlWs } from './graphql-ws.ts';
import { type Check, readiness } from './health.ts';
import { reply, replyJson } from './http-replies.ts';
import type { Metrics } from './metrics.ts';
import { mayConnectFrom } from './origin.ts';

export interface ServerDeps {
  host: string;
  /** 0 for any. */
  port: number;
  /** Origins of pages other than our own that may open a WebSocket. */
  allowedOrigins: readonly string[];
  graphQlHttp: GraphQlHttp;
  graphQlWs: GraphQlWs;
  consoleFiles: ConsoleFiles;
  checks: Record<string, Check>;
  metrics: Metrics;
  log: Log;
}

export interface Server {
  readonly port: number;
  /** Closes the port, then every socket. */
  close(): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

export async function startServer(deps: ServerDeps): Promise<Server> {
  const { metrics, log } = deps;
  const routes = routesOf(deps);
  const http = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) => {
    const path = pathOf(request);
    const route = routes[path] ? path : 'console';
    response.once('finish', () => metrics.httpRequest(route, request.method ?? '', response.statusCode));
    void handle(routes[path] ?? deps.consoleFiles, request, response, log);
  });

  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', (error) => log.debug({ err: error }, 'a socket failed at its upgrade'));
    if (pathOf(request) !== '/graphql') return refuseUpgrade(socket, '404 Not Found');
    if (!mayConnectFrom(request.headers.origin, request.headers.host, deps.allowedOrigins)) {
      return refuseUpgrade(socket, '403 Forbidden');
    }
    deps.graphQlWs.upgrade(request, socket, head);
  });

  const port = await listen(http, deps.port, deps.host);

  return {
    port,
    async close() {
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      await deps.graphQlWs.close();
      http.closeIdleConnections();
      await deps.graphQlHttp.close();
      http.closeAllConnections();
      await closed;
    },
  };
}

function routesOf({ graphQlHttp, checks, metrics }: ServerDeps): Record<string, Handler | undefined> {
  return {
    '/graphql': graphQlHttp.handle,
    '/healthz': (_request, response) => replyJson(response, 200, { alive: true }),
    '/readyz': async (_request, response) => {
      const result = await readiness(checks);
      replyJson(response, result.ready ? 200 : 503, result);
    },
    '/metrics': async (_request, response) => {
      const { contentType, body } = await metrics.text();
      reply(response, 200, contentType, body);
    },
  };
}

async function handle(handler: Handler, request: IncomingMessage, response: ServerResponse, log: Log): Promise<void> {
  try {
    await handler(request, response);
  } catch (error) {
    log.error({ err: error, path: pathOf(request) }, 'a request failed');
    if (response.headersSent) response.destroy();
    else replyJson(response, 500, { errors: [{ message: 'Something went wrong on our side.' }] });
  }
}

function pathOf(request: IncomingMessage): string {
  return request.url?.split('?', 1)[0] ?? '/';
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

async function listen(http: HttpServer, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => {
      http.off('error', reject);
      resolve();
    });
  });
  return (http.address() as AddressInfo).port;
}
