import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { type BryggenProcess, startBryggenProcess } from '../../support/bryggen-process.ts';
import { eventually } from '../../support/eventually.ts';
import { agentVariables, readAgentConfig } from './agent-config.ts';
import { runPipeline } from './log-pipeline.ts';
import { type Prometheus, promtool, startPrometheus } from './prometheus.ts';

describe('monitoring by ops/grafana-agent/agent.yaml', () => {
  let bryggen: BryggenProcess;
  let storing: Prometheus;
  let agent: Prometheus;
  let scraping: object;

  beforeAll(async () => {
    bryggen = await startBryggenProcess();
    storing = await startPrometheus('storing', {});
    const { metrics } = await readAgentConfig({
      BRYGGEN_API_TARGETS: `[${bryggen.api}]`,
      BRYGGEN_MEDIA_TARGETS: `[${bryggen.media}]`,
      BRYGGEN_METRICS_URL: `${storing.origin}/api/v1/write`,
      BRYGGEN_METRICS_USER: 'bryggen',
      BRYGGEN_METRICS_PASSWORD: 'secret',
      BRYGGEN_SCRAPE_INTERVAL: '1s',
      BRYGGEN_SCRAPE_TIMEOUT: '1s',
      BRYGGEN_SITE: 'test-site',
    });
    const { remote_write, ...global } = metrics.global;
    scraping = { global, remote_write, scrape_configs: metrics.configs[0].scrape_configs };
    agent = await startPrometheus('agent', scraping);
  }, 120_000);

  afterAll(async () => {
    await agent?.[Symbol.asyncDispose]();
    await storing?.[Symbol.asyncDispose]();
    await bryggen?.[Symbol.asyncDispose]();
  });

  it('has jobs that promtool finds no fault with', async () => {
    expect(await promtool(['check', 'config', '--agent'], scraping)).toMatch(/SUCCESS/u);
  });

  it('reaches API and media node, and writes what they tell to where it is wanted', async () => {
    for (const job of ['bryggen-api', 'bryggen-media']) {
      await eventually(async () => {
        expect(await storing.query(`up{job="${job}", site="test-site"} == 1`)).toHaveLength(1);
      }, 40_000);
    }
    expect(await storing.query('bryggen_media_node_up{job="bryggen-api"}')).toMatchObject([{ value: 1 }]);
    expect(await storing.query('bryggen_media_workers{job="bryggen-media"}')).toMatchObject([{ value: 1 }]);
    expect(await storing.query('bryggen_http_requests_total{route="/metrics"} > 0')).not.toHaveLength(0);
  });

  it('finds metrics that are named and described as Prometheus wants it', async () => {
    for (const target of [bryggen.api, bryggen.media]) {
      const text = await (await fetch(`http://${target}/metrics`)).text();
      expect(text).toMatch(/^bryggen_/mu);
      expect(await promtool(['check', 'metrics'], text)).toBe('');
    }
  });

  it('gives each log line its component, level and time', async () => {
    const { logs } = await readAgentConfig({});
    const stages = logs.configs[0].scrape_configs[0].pipeline_stages;
    const entries = (await bryggen.logLines()).map((line) => runPipeline(stages, line));
    expect(entries).not.toHaveLength(0);
    for (const { labels, at } of entries) {
      expect(labels).toEqual({ component: expect.stringMatching(/^(api|media)$/u), level: 'info' });
      expect(Math.abs(Date.now() - Number(at))).toBeLessThan(10 * 60_000);
    }
    expect(entries.map(({ labels }) => labels['component'])).toContain('api');
  });

  it('knows every level of the logs by its name', async () => {
    const { logs } = await readAgentConfig({});
    const stages = logs.configs[0].scrape_configs[0].pipeline_stages;
    for (const [number, name] of Object.entries(pino.levels.labels)) {
      expect(runPipeline(stages, JSON.stringify({ level: Number(number) })).labels['level']).toBe(name);
    }
  });

  it('has its variables explained beside it, with their defaults', async () => {
    const readme = await readFile(new URL('../../../ops/grafana-agent/README.md', import.meta.url), 'utf8');
    const rows = readme.split('\n').filter((line) => line.startsWith('| `'));
    for (const { name, preset } of await agentVariables()) {
      expect(rows).toContainEqual(expect.stringContaining(`\`${name}\``));
      const row = rows.find((line) => line.includes(`\`${name}\``));
      expect(row?.split('|')[2]?.trim()).toBe(preset === '' ? 'empty' : `\`${preset}\``);
    }
  });
});
