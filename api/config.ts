/** The API's settings, from its environment. A pure function; the README's table of variables is made from `configDocs`. */
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const milliseconds = z.coerce.number().int().min(10).max(600_000);
const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));
const yes = z.enum(['0', '1', 'true', 'false']).transform((text) => text === '1' || text === 'true');

const variables = {
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('A PostgreSQL to use instead of the embedded one.'),
  HOST: z.string().min(1).default('127.0.0.1').describe('The address to listen on.'),
  PORT: port.default(4000).describe('The port to listen on; 0 for any that is free.'),
  PUBLIC_URL: url.optional().describe('Where browsers find the server, for join links; else made from HOST and PORT.'),
  BRYGGEN_DATA_DIR: z
    .string()
    .min(1)
    .default('.bryggen')
    .describe('Where the embedded PostgreSQL and made-up secrets are kept.'),
  BRYGGEN_TOKEN_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe('Signs join and session tokens, at least 32 characters; else made up once and kept.'),
  BRYGGEN_ADMIN_KEY: z
    .string()
    .min(16)
    .regex(/^[^\s.]+$/, 'no dots and no spaces')
    .optional()
    .describe('An admin key, at least 16 characters; else made up once and kept.'),
  BRYGGEN_ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .describe('Origins of other sites whose pages may use the API over a WebSocket, with commas between.'),
  BRYGGEN_RECONNECT_WITHIN_MS: milliseconds
    .default(15_000)
    .describe('How long a participant’s lost socket may take to come back.'),
  BRYGGEN_SOCKET_PING_MS: milliseconds
    .default(5000)
    .describe('How often WebSockets are pinged; a dead one is found within two of these.'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('The least severe messages that are logged.'),
  LOG_PRETTY: yes.default(false).describe('1 for logs to be read by people instead of JSON lines.'),
};

const environment = z.object(variables);

export interface Config {
  databaseUrl: string | undefined;
  host: string;
  port: number;
  publicUrl: string | undefined;
  dataDir: string;
  tokenSecret: string | undefined;
  adminKey: string | undefined;
  allowedOrigins: readonly string[];
  reconnectWithinMs: number;
  socketPingMs: number;
  logLevel: string;
  logPretty: boolean;
  /** What the media node's process gets of the environment: none of our secrets. */
  mediaEnv: Record<string, string>;
}

export type ReadConfig = { ok: true; config: Config } | { ok: false; problems: string[] };

/** All problems at once. An empty variable is as good as none. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ReadConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = environment.safeParse(given);
  if (!result.success) {
    return { ok: false, problems: result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) };
  }
  const settings = result.data;
  const config: Config = {
    databaseUrl: settings.DATABASE_URL,
    host: settings.HOST,
    port: settings.PORT,
    publicUrl: settings.PUBLIC_URL,
    dataDir: settings.BRYGGEN_DATA_DIR,
    tokenSecret: settings.BRYGGEN_TOKEN_SECRET,
    adminKey: settings.BRYGGEN_ADMIN_KEY,
    allowedOrigins: settings.BRYGGEN_ALLOWED_ORIGINS,
    reconnectWithinMs: settings.BRYGGEN_RECONNECT_WITHIN_MS,
    socketPingMs: settings.BRYGGEN_SOCKET_PING_MS,
    logLevel: settings.LOG_LEVEL,
    logPretty: settings.LOG_PRETTY,
    mediaEnv: mediaEnv(given),
  };
  return { ok: true, config };
}

const SYSTEM = new Set([
  'PATH',
  'HOME',
  'TMPDIR',
  'LANG',
  'LC_ALL',
  'TZ',
  'NODE_ENV',
  'LOG_LEVEL',
  'MEDIASOUP_WORKER_BIN',
]);

function mediaEnv(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && (SYSTEM.has(name) || name.startsWith('BRYGGEN_MEDIA_'))) passed[name] = value;
  }
  return passed;
}

export interface VariableDoc {
  name: string;
  /** As one would write it; undefined where there is none. */
  default: string | undefined;
  about: string;
}

export const configDocs: readonly VariableDoc[] = Object.entries(variables).map(([name, schema]) => ({
  name,
  default: defaultOf(schema),
  about: schema.description ?? '',
}));

function defaultOf(schema: z.ZodType): string | undefined {
  const result = schema.safeParse(undefined);
  if (!result.success || result.data === undefined) return undefined;
  if (typeof result.data === 'boolean') return result.data ? '1' : '0';
  const text = String(result.data);
  return text === '' ? undefined : text;
}
