/** A media node's own HTTP endpoint: is it alive, can it carry rooms, and its metrics. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import type { Log } from '../contract/log.ts';

export interface NodeHttpDeps {
  host: string;
  /** 0 for any. */
  port: number;
  metrics: Registry;
  /** What keeps the node from carrying rooms; undefined where nothing does. */
  unreadiness(): string | undefined;
  log: Log;
}

export interface NodeHttp {
  readonly port: number;
  close(): Promise<void>;
}

export async function startNodeHttp(deps: NodeHttpDeps): Promise<NodeHttp> {
  const server = createServer((request, response) => {
    answer(deps, request, response).catch((error: unknown) => {
      deps.log.error({ err: error, url: request.url }, 'answering an HTTP request failed');
      response.writeHead(500).end();
    });
  });
  server.listen(deps.port, deps.host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the HTTP server has no port');

  return {
    port: address.port,
    async close() {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

async function answer({ metrics, unreadiness }: NodeHttpDeps, { url }: IncomingMessage, response: ServerResponse) {
  const json = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  switch (url) {
    case '/healthz':
      return json(200, { status: 'ok' });
    case '/readyz': {
      const reason = unreadiness();
      return reason === undefined ? json(200, { status: 'ready' }) : json(503, { status: 'not ready', reason });
    }
    case '/metrics':
      response.writeHead(200, { 'content-type': metrics.contentType }).end(await metrics.metrics());
      return;
    default:
      return json(404, { error: 'there are /healthz, /readyz and /metrics here' });
  }
}
