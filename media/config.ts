/** A media node's settings, from its environment. */
import { availableParallelism } from 'node:os';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

const variables = {
  BRYGGEN_MEDIA_LISTEN_IP: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe("The address to listen on for browsers' media."),
  BRYGGEN_MEDIA_ANNOUNCED_ADDRESS: z
    .string()
    .min(1)
    .optional()
    .describe('What browsers are told instead, behind NAT or where it listens on 0.0.0.0.'),
  BRYGGEN_MEDIA_RTC_PORT_MIN: port
    .optional()
    .describe('The lowest UDP and TCP port for media; each worker takes one of both. Else any.'),
  BRYGGEN_MEDIA_RTC_PORT_MAX: port.optional().describe('The highest one.'),
  BRYGGEN_MEDIA_HTTP_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('The address to serve health and metrics on.'),
  BRYGGEN_MEDIA_HTTP_PORT: port.default(0).describe('The port for them; 0 for any that is free.'),
  BRYGGEN_MEDIA_WORKERS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe('How many mediasoup workers; else one a core.'),
  MEDIASOUP_WORKER_BIN: z
    .string()
    .min(1)
    .optional()
    .describe("mediasoup's worker program; npm scripts set it, else it is looked for in mediasoup's package."),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe("As the API's."),
};

const environment = z
  .object(variables)
  .refine(
    (env) => (env.BRYGGEN_MEDIA_RTC_PORT_MIN === undefined) === (env.BRYGGEN_MEDIA_RTC_PORT_MAX === undefined),
    'BRYGGEN_MEDIA_RTC_PORT_MIN and BRYGGEN_MEDIA_RTC_PORT_MAX go together',
  );

/** For the README's table. */
export const mediaConfigDocs = Object.entries(variables).map(([name, schema]) => {
  const fallback = schema.safeParse(undefined).data;
  return { name, default: fallback === undefined ? undefined : String(fallback), about: schema.description ?? '' };
});

export interface MediaConfig {
  /** Where browsers' ICE is listened for. */
  listenIp: string;
  /** What browsers are told instead of `listenIp`. */
  announcedAddress: string | undefined;
  portRange: { min: number; max: number } | undefined;
  httpHost: string;
  httpPort: number;
  workerCount: number;
  workerBin: string | undefined;
  logLevel: string;
}

/** Throws an error that lists every problem. */
export function readMediaConfig(env: Record<string, string | undefined>): MediaConfig {
  const parsed = environment.safeParse(env);
  if (!parsed.success) throw new Error(`the environment is not right:\n${z.prettifyError(parsed.error)}`);
  const { BRYGGEN_MEDIA_RTC_PORT_MIN: min, BRYGGEN_MEDIA_RTC_PORT_MAX: max, ...others } = parsed.data;
  return {
    listenIp: others.BRYGGEN_MEDIA_LISTEN_IP,
    announcedAddress: others.BRYGGEN_MEDIA_ANNOUNCED_ADDRESS,
    portRange: min === undefined || max === undefined ? undefined : { min, max },
    httpHost: others.BRYGGEN_MEDIA_HTTP_HOST,
    httpPort: others.BRYGGEN_MEDIA_HTTP_PORT,
    workerCount: others.BRYGGEN_MEDIA_WORKERS ?? availableParallelism(),
    workerBin: others.MEDIASOUP_WORKER_BIN,
    logLevel: others.LOG_LEVEL,
  };
}
