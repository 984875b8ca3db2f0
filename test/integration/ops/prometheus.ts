/** Real Prometheus servers and promtool, from Debian's package. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** `metric` holds the labels. */
export interface Sample {
  metric: Record<string, string>;
  value: number;
}

export interface Prometheus extends AsyncDisposable {
  readonly origin: string;
  /** One instant query of PromQL. */
  query(expression: string): Promise<Sample[]>;
}

const vector = z.object({
  status: z.literal('success'),
  data: z.object({
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.coerce.number()]) }),
    ),
  }),
});

/**
 * `storing` keeps what is written to it remotely; `agent` scrapes and writes on, as Grafana Agent does with the same code.
 * Settles once it listens.
 */
export async function startPrometheus(mode: 'storing' | 'agent', config: object): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'bryggen-prometheus-'));
  const file = join(folder, 'prometheus.yml');
  await writeFile(file, JSON.stringify(config));
  const data = join(folder, 'data');
  const child = spawn(
    'prometheus',
    [
      `--config.file=${file}`,
      '--web.listen-address=127.0.0.1:0',
      ...(mode === 'storing'
        ? [`--storage.tsdb.path=${data}`, '--web.enable-remote-write-receiver']
        : ['--enable-feature=agent', `--storage.agent.path=${data}`]),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const origin = `http://${await listeningAddress(child)}`;

  return {
    origin,
    async query(expression) {
      const response = await fetch(`${origin}/api/v1/query?${new URLSearchParams({ query: expression })}`);
      const { data } = vector.parse(await response.json());
      return data.result.map(({ metric, value: [, value] }) => ({ metric, value }));
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listeningAddress(child: ChildProcess): Promise<string> {
  if (child.stderr === null) throw new Error('Prometheus has no stderr');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    const address = /msg="Listening on" address=(\S+)/u.exec(line)?.[1];
    if (address === undefined) continue;
    child.stderr.resume();
    return address;
  }
  throw new Error(`Prometheus did not start:\n${said.join('\n')}`);
}

/** What promtool says to a configuration file or, on its standard input, a text; throws with its output where it finds fault. */
export async function promtool(args: readonly string[], subject: object | string): Promise<string> {
  if (typeof subject === 'string') return runPromtool(args, subject);
  const folder = await mkdtemp(join(tmpdir(), 'bryggen-promtool-'));
  const file = join(folder, 'prometheus.yml');
  try {
    await writeFile(file, JSON.stringify(subject));
    return await runPromtool([...args, file], '');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runPromtool(args: readonly string[], input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile('promtool', [...args], (error, stdout, stderr) => {
      const said = `${stdout}${stderr}`;
      if (error === null) resolve(said);
      else reject(new Error(`promtool ${args.join(' ')}:\n${said}`));
    });
    child.stdin?.end(input);
  });
}
