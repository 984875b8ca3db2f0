import { cpus } from 'node:os';

/** What the figures were measured on, for RESULTS.md. */
export function machine(): string {
  const processors = cpus();
  return `${processors.length} cores, ${processors[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`;
}
