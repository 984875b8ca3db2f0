/** Reads `ops/grafana-agent/agent.yaml` as the agent does: the environment first, then YAML. */
import { readFile } from 'node:fs/promises';
import yaml from 'js-yaml';
import { z } from 'zod';

const file = new URL('../../../ops/grafana-agent/agent.yaml', import.meta.url);

const settings = z.looseObject({});

const pipelineStage = z.union([
  z.strictObject({ json: z.strictObject({ expressions: z.record(z.string(), z.string()) }) }),
  z.strictObject({ template: z.strictObject({ source: z.string(), template: z.string() }) }),
  z.strictObject({ timestamp: z.strictObject({ source: z.string(), format: z.literal('UnixMs') }) }),
  z.strictObject({ labels: z.record(z.string(), z.literal('')) }),
]);
export type PipelineStage = z.infer<typeof pipelineStage>;

const agentConfig = z.strictObject({
  server: settings,
  metrics: z.strictObject({
    wal_directory: z.string(),
    global: settings,
    configs: z.tuple([z.strictObject({ name: z.string(), scrape_configs: z.array(settings) })]),
  }),
  logs: z.strictObject({
    positions_directory: z.string(),
    configs: z.tuple([
      z.strictObject({
        name: z.string(),
        clients: z.array(settings),
        scrape_configs: z.tuple([
          z.strictObject({
            job_name: z.string(),
            static_configs: z.tuple([
              z.strictObject({ targets: z.array(z.string()), labels: z.record(z.string(), z.string()) }),
            ]),
            pipeline_stages: z.array(pipelineStage),
          }),
        ]),
      }),
    ]),
  }),
});

/** drone/envsubst, as far as the file uses it: an unset variable without a default is empty. */
const VARIABLE = /\$\{(\w+)(?::-([^}]*))?\}/gu;

export interface AgentVariable {
  name: string;
  /** Empty where there is none. */
  preset: string;
}

export async function agentVariables(): Promise<AgentVariable[]> {
  const found = (await readFile(file, 'utf8')).matchAll(VARIABLE);
  return [...found].map(([, name = '', preset = '']) => ({ name, preset }));
}

export async function readAgentConfig(env: Record<string, string>): Promise<z.infer<typeof agentConfig>> {
  const text = await readFile(file, 'utf8');
  const expanded = text.replaceAll(VARIABLE, (_, name: string, preset = '') => env[name] || preset);
  return agentConfig.parse(yaml.safeLoad(expanded));
}
