/** A whole Bryggen for tests: the real server on a free port, a real PostgreSQL, a real media node process. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type App, startApp } from '../../api/app.ts';
import { type Config, readConfig } from '../../api/config.ts';
import type { Log } from '../../media/contract/log.ts';
import { startTestPostgres } from './postgres.ts';
import { silentLog } from './silent-log.ts';

export interface TestApi extends AsyncDisposable {
  readonly app: App;
  readonly url: string;
  /** One operation over HTTP; with the admin key where no token is given, with none where it is null. Throws on errors. */
  ask<T = Answer>(query: string, variables?: object, token?: string | null): Promise<T>;
  post(body: string, headers?: Record<string, string>): Promise<Response>;
  /** A WebSocket that is open and acknowledged. */
  socket(token?: string | null, end?: 'closed with the test' | 'left to the server'): Promise<TestSocket>;
}

/** What an operation answers, for those who look at a part of it. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
export type Answer = any;

export interface TestSocket {
  ask<T = Answer>(query: string, variables?: object): Promise<T>;
  follow<T = Answer>(query: string, variables?: object): Following<T>;
  /** Says goodbye with 1000, as a page does that is closed. */
  close(): Promise<void>;
  /** Is lost without a word. */
  kill(): void;
  readonly closed: Promise<{ code: number; reason: string }>;
}

export interface Following<T> {
  readonly seen: T[];
  /** Errors, or nothing where it ended in order. */
  readonly ended: Promise<readonly GraphQLError[]>;
  stop(): void;
}

export interface TestApiOptions {
  config?: Partial<Config>;
  /** Of a PostgreSQL that is the test's own, to start on it again and again. */
  databaseUrl?: string;
  log?: Log;
}

export async function startTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bryggen-test-'));
  const postgres = options.databaseUrl === undefined ? await startTestPostgres() : undefined;
  const databaseUrl = options.databaseUrl ?? postgres?.url;
  const read = readConfig({ ...process.env, PORT: '0', LOG_LEVEL: 'warn', BRYGGEN_MEDIA_WORKERS: '1' });
  if (!read.ok) throw new Error(read.problems.join('; '));
  const config = { ...read.config, databaseUrl, dataDir, reconnectWithinMs: 500, socketPingMs: 500, ...options.config };
  const app = await startApp(config, options.log ?? silentLog).catch(async (error: unknown) => {
    await postgres?.close();
    throw error;
  });
  const sockets: TestSocket[] = [];

  return {
    app,
    url: app.url,
    async ask<T>(query: string, variables?: object, token: string | null = app.adminKey) {
      const response = await post(app.url, JSON.stringify({ query, variables }), bearer(token));
      return dataOf<T>((await response.json()) as ExecutionResult<T>);
    },
    post: (body, headers) => post(app.url, body, headers),
    async socket(token = app.adminKey, end = 'closed with the test') {
      const socket = await openSocket(app.url, token);
      if (end === 'closed with the test') sockets.push(socket);
      return socket;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(sockets.map((socket) => socket.close()));
      await app.close();
      await postgres?.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

function bearer(token: string | null): Record<string, string> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

function post(url: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/graphql`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
}

function dataOf<T>(result: ExecutionResult<T> | { errors: object[] }): T {
  const [first] = result.errors ?? [];
  if (first) throw Object.assign(new Error('message' in first ? String(first.message) : 'failed'), first);
  if (!('data' in result) || result.data == null) throw new Error('neither data nor errors');
  return result.data;
}

async function openSocket(url: string, token: string | null): Promise<TestSocket> {
  let socket: WebSocket | undefined;
  const client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: bearer(token),
    generateID: () => randomUUID(),
    lazy: false,
    retryAttempts: 0,
    onNonLazyError: () => undefined,
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    client.on('closed', (event) => {
      const { code, reason } = event as { code: number; reason: string };
      resolve({ code, reason });
    });
  });
  client.on('opened', (opened) => {
    socket = opened as WebSocket;
  });
  await new Promise<void>((resolve) => client.on('connected', () => resolve()));

  return {
    closed,
    ask<T>(query: string, variables?: object) {
      const operation = { query, variables: { ...variables } };
      return new Promise<T>((resolve, reject) => {
        let answer: ExecutionResult<T> | undefined;
        client.subscribe<T>(operation, {
          next: (result) => {
            answer = result as ExecutionResult<T>;
          },
          error: (cause) => reject(Array.isArray(cause) ? Object.assign(new Error('refused'), cause[0]) : cause),
          complete: () => resolve(Promise.resolve().then(() => dataOf<T>(answer ?? { errors: [] }))),
        });
      });
    },
    follow<T>(query: string, variables?: object) {
      const seen: T[] = [];
      let stop: () => void = () => undefined;
      const ended = new Promise<readonly GraphQLError[]>((resolve) => {
        let errors: readonly GraphQLError[] = [];
        stop = client.subscribe<T>(
          { query, variables: { ...variables } },
          {
            next: (result) => {
              if (result.errors)
                errors = result.errors.map(
                  (error) => new GraphQLError(error.message, { extensions: error.extensions ?? null }),
                );
              else if (result.data) seen.push(result.data);
            },
            error: (cause) => resolve(Array.isArray(cause) ? cause : [new GraphQLError(String(cause))]),
            complete: () => resolve(errors),
          },
        );
      });
      return { seen, ended, stop };
    },
    async close() {
      await client.dispose();
    },
    kill: () => socket?.terminate(),
  };
}
