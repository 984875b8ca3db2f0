/** The control plane put together: the only place that makes its adapters. */
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Log } from '../media/contract/log.ts';
import { type Closers, createClosers } from './closers.ts';
import type { Config } from './config.ts';
import { createRandom } from './domain/base/random.ts';
import { createDomain, type Domain } from './domain/domain.ts';
import type { Seat } from './domain/participant/participant.ts';
import type { UseCases } from './domain/use-cases.ts';
import { type ChildNode, createChildNode } from './nodes/child-node.ts';
import { type Connection, createContext } from './schema/context.ts';
import { createSchema } from './schema/schema.ts';
import { createConsoleFiles } from './server/console-files.ts';
import { createCredentials } from './server/credentials.ts';
import { createGraphQlHttp } from './server/graphql-http.ts';
import { createGraphQlWs } from './server/graphql-ws.ts';
import { keptSecrets, type Secrets } from './server/kept-secrets.ts';
import { createErrorMask } from './server/mask-errors.ts';
import { createMetrics } from './server/metrics.ts';
import { createPresence, type Departure, type Presence } from './server/presence.ts';
import { createCallerReader, hashAdminKey } from './server/principal.ts';
import { createRequestReader } from './server/query-limits.ts';
import { type Server, startServer } from './server/server.ts';
import { createTokens } from './server/tokens.ts';
import { startEmbeddedPostgres } from './store/embedded-postgres.ts';
import { openStore, type Store } from './store/store.ts';

const NODE_START_TIMEOUT_MS = 30_000;

export interface App {
  /** Where browsers find it, without a slash at the end. */
  url: string;
  /** The key that the installation was given or made up. */
  adminKey: string;
  /** Of the media node's process; undefined while it is down. */
  mediaNodePid(): number | undefined;
  /** Ends every process and socket that it started, in reverse order. Idempotent. */
  close(): Promise<void>;
}

/** Rejects, with nothing left running, where a part does not start. */
export async function startApp(config: Config, log: Log): Promise<App> {
  const closers = createClosers(log);
  try {
    return await start(config, log, closers);
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

async function start(config: Config, log: Log, closers: Closers): Promise<App> {
  const secrets = await secretsOf(config);
  const random = createRandom();
  const store = await openStore({ url: await databaseUrl(config, log, closers), log, random });
  closers.add('store', () => store.close());

  const node = createChildNode({ program: mediaProgram(config), log });
  const clock = { now: () => new Date() };
  const domain = createDomain({ store, node, clock, random, log });
  closers.add('media node', () => node.close());
  closers.add('domain', () => domain.close());
  await domain.useCases.ensureAdminKey(hashAdminKey(secrets.adminKey));
  await domain.ear.recover();
  await startNode(node, domain);

  const server = await serve({ config, secrets, store, node, useCases: domain.useCases, now: clock.now, log, closers });
  const url = config.publicUrl ?? ownUrl(config.host, server.port);
  log.info({ url }, 'Bryggen is up');
  return { url, adminKey: secrets.adminKey, mediaNodePid: () => node.pid, close: () => closers.closeAll() };
}

async function databaseUrl({ databaseUrl: given, dataDir }: Config, log: Log, closers: Closers): Promise<string> {
  if (given !== undefined) return given;
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  closers.add('embedded PostgreSQL', () => postgres.close());
  return postgres.url;
}

async function secretsOf({ tokenSecret, adminKey, dataDir }: Config): Promise<Secrets> {
  if (tokenSecret !== undefined && adminKey !== undefined) return { tokenSecret, adminKey };
  const kept = await keptSecrets(dataDir);
  return { tokenSecret: tokenSecret ?? kept.tokenSecret, adminKey: adminKey ?? kept.adminKey };
}

/** In development the sources run by tsx, in production what `tsc` made of them, in `dist/`, runs as it is. */
const extension = extname(fileURLToPath(import.meta.url));

function projectRoot(): string {
  return fileURLToPath(new URL(extension === '.ts' ? '..' : '../..', import.meta.url));
}

function mediaProgram({ mediaEnv }: Config) {
  return {
    entry: fileURLToPath(new URL(`../media/main${extension}`, import.meta.url)),
    execArgv: extension === '.ts' ? ['--import', 'tsx'] : [],
    env: mediaEnv,
  };
}

async function startNode(node: ChildNode, { ear }: Domain): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    const message = `The media node was not up within ${NODE_START_TIMEOUT_MS} ms: see its log.`;
    timer = setTimeout(() => reject(new Error(message)), NODE_START_TIMEOUT_MS);
  });
  const started = node.start({
    cameUp: () => ear.nodeCameUp(),
    wentDown: () => ear.nodeWentDown(),
    event: (event) => ear.applyNodeEvent(event),
  });
  await Promise.race([started, tooLate]).finally(() => clearTimeout(timer));
}

interface ServeDeps {
  config: Config;
  secrets: Secrets;
  store: Store;
  node: ChildNode;
  useCases: UseCases;
  now: () => Date;
  log: Log;
  closers: Closers;
}

async function serve({ config, secrets, store, node, useCases, now, log, closers }: ServeDeps): Promise<Server> {
  const { reconnectWithinMs } = config;
  let url = config.publicUrl ?? '';
  const schema = createSchema();
  const tokens = createTokens(new TextEncoder().encode(secrets.tokenSecret));
  const presence = createParticipantPresence(useCases, reconnectWithinMs, log);
  const metrics = createMetrics({ schema, nodeUp: () => node.up, census: () => store.census() });
  const credentials = createCredentials({ tokens, publicUrl: () => url, reconnectWithinMs });
  const common = {
    schema,
    requests: createRequestReader(schema),
    readCaller: createCallerReader({ tokens, useCases, now }),
    contextFor: (connection: Connection) => createContext({ connection, useCases, credentials }),
    maskError: createErrorMask(log),
    metrics,
    log,
  };
  const server = await startServer({
    host: config.host,
    port: config.port,
    allowedOrigins: config.allowedOrigins,
    graphQlHttp: await createGraphQlHttp({ ...common, expectSocket: presence.expect }),
    graphQlWs: createGraphQlWs({ ...common, presence, pingEveryMs: config.socketPingMs }),
    consoleFiles: createConsoleFiles(join(projectRoot(), 'web-admin/dist')),
    checks: {
      postgres: () => whyNot(store.ping()),
      mediaNode: async () => (node.up ? undefined : 'is down or starting'),
    },
    metrics,
    log,
  });
  url ||= ownUrl(config.host, server.port);
  closers.add('server', () => server.close());
  // First of all: participants have not left because the server does.
  closers.add('presence', () => presence.close());
  return server;
}

function createParticipantPresence(useCases: UseCases, reconnectWithinMs: number, log: Log): Presence {
  const presence = createPresence({
    reconnectWithinMs,
    leave(seat, departure) {
      leaveFor(seat, departure).catch((error: unknown) => {
        log.error({ err: error, ...seat }, 'a participant who is gone could not be taken out of the room; tried again');
        presence.expect(seat);
      });
    },
  });
  async function leaveFor(seat: Seat, departure: Departure): Promise<void> {
    await useCases.leaveRoom(seat, departure);
  }
  return presence;
}

async function whyNot(ping: Promise<void>): Promise<string | undefined> {
  try {
    await ping;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function ownUrl(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
