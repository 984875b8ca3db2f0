/** What Prometheus reads at `/metrics`. Labels take their values from fixed sets only: nothing that a client can make up. */
import { type DocumentNode, type GraphQLSchema, getOperationAST, Kind } from 'graphql';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What is there now, by state. */
export interface Census {
  openRooms: number;
  participants: Record<string, number>;
  arenaLinks: Record<string, number>;
}

export interface MetricsDeps {
  schema: GraphQLSchema;
  nodeUp: () => boolean;
  /** Counts in the database; asked at each scrape. */
  census: () => Promise<Census>;
}

export interface Metrics {
  httpRequest(route: string, method: string, status: number): void;
  operation(document: DocumentNode, operationName: string | null | undefined, failed: boolean, seconds: number): void;
  socketOpened(): void;
  socketClosed(closeCode: number): void;
  subscriptionStarted(): void;
  subscriptionEnded(): void;
  eventDelivered(): void;
  /** A client is cut off that does not read what it asked for. */
  slowReader(): void;
  text(): Promise<{ contentType: string; body: string }>;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);

export function createMetrics({ schema, nodeUp, census }: MetricsDeps): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const http = new Counter({
    name: 'bryggen_http_requests_total',
    help: 'HTTP requests by route, method and status.',
    labelNames: ['route', 'method', 'status'],
    registers,
  });
  const operations = new Histogram({
    name: 'bryggen_graphql_operation_duration_seconds',
    help: 'GraphQL queries and mutations by kind, first root field and outcome.',
    labelNames: ['kind', 'field', 'outcome'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const sockets = new Gauge({ name: 'bryggen_websockets', help: 'Open WebSockets.', registers });
  const closes = new Counter({
    name: 'bryggen_websocket_closes_total',
    help: 'Closed WebSockets by close code (RFC 6455, section 7.4).',
    labelNames: ['code'],
    registers,
  });
  const slowReaders = new Counter({
    name: 'bryggen_websocket_slow_readers_total',
    help: 'WebSockets that were cut off because they did not read.',
    registers,
  });
  const subscriptions = new Gauge({ name: 'bryggen_subscriptions', help: 'Running subscriptions.', registers });
  const events = new Counter({
    name: 'bryggen_events_delivered_total',
    help: 'Events sent to subscribers.',
    registers,
  });
  addStateGauges(registry, nodeUp, census);

  return {
    httpRequest: (route, method, status) =>
      http.inc({ route, method: METHODS.has(method) ? method : 'other', status: String(status) }),
    operation(document, operationName, failed, seconds) {
      const labels = operationLabels(schema, document, operationName);
      operations.observe({ ...labels, outcome: failed ? 'failed' : 'ok' }, seconds);
    },
    socketOpened: () => sockets.inc(),
    socketClosed(code) {
      sockets.dec();
      closes.inc({ code: code < 4000 || (code >= 4400 && code < 4500) ? String(code) : 'other' });
    },
    subscriptionStarted: () => subscriptions.inc(),
    subscriptionEnded: () => subscriptions.dec(),
    eventDelivered: () => events.inc(),
    slowReader: () => slowReaders.inc(),
    text: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}

function addStateGauges(registry: Registry, nodeUp: () => boolean, census: MetricsDeps['census']): void {
  const registers = [registry];
  new Gauge({
    name: 'bryggen_media_node_up',
    help: '1 while the media node answers, else 0.',
    registers,
    collect() {
      this.set(nodeUp() ? 1 : 0);
    },
  });
  new Gauge({
    name: 'bryggen_process_resident_memory_bytes',
    help: 'Resident memory of the API process.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  addCensusGauges(registers, census);
}

function addCensusGauges(registers: Registry[], census: () => Promise<Census>): void {
  let counting: Promise<Census> | undefined;
  /** One count for all gauges of a scrape: they are collected side by side. */
  function count(): Promise<Census> {
    counting ??= census().finally(() => {
      counting = undefined;
    });
    return counting;
  }

  function gauge(name: string, help: string, label: string, part: 'participants' | 'arenaLinks'): void {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers,
      async collect() {
        this.reset();
        for (const [value, number] of Object.entries((await count())[part])) this.set({ [label]: value }, number);
      },
    });
  }

  new Gauge({
    name: 'bryggen_open_rooms',
    help: 'Rooms that can be joined.',
    registers,
    async collect() {
      this.set((await count()).openRooms);
    },
  });
  gauge('bryggen_participants', 'Participants who are there, by origin.', 'origin', 'participants');
  gauge('bryggen_arena_links', 'Arena links that stand, by state.', 'state', 'arenaLinks');
}

/** The operation's own name is the client's to choose; the schema's fields are few. */
export function operationLabels(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): { kind: string; field: string } {
  const operation = getOperationAST(document, operationName);
  if (!operation) return { kind: 'unknown', field: 'unknown' };
  const root = schema.getRootType(operation.operation);
  const [first, ...others] = operation.selectionSet.selections;
  if (first?.kind !== Kind.FIELD || others.length > 0) return { kind: operation.operation, field: 'several' };
  const known = root?.getFields()[first.name.value] !== undefined;
  return { kind: operation.operation, field: known ? first.name.value : 'introspection' };
}
