/** What the agent makes of one log line: the few stages that `agent.yaml` uses. */
import type { PipelineStage } from './agent-config.ts';

export interface LogEntry {
  labels: Record<string, string>;
  at: Date | undefined;
}

export function runPipeline(stages: readonly PipelineStage[], line: string): LogEntry {
  const extracted: Record<string, string> = {};
  const entry: LogEntry = { labels: {}, at: undefined };
  for (const stage of stages) {
    if ('json' in stage) {
      const object: Record<string, unknown> = JSON.parse(line);
      for (const [name, field] of Object.entries(stage.json.expressions)) {
        if (object[field] !== undefined) extracted[name] = String(object[field]);
      }
    } else if ('template' in stage) {
      const { source, template } = stage.template;
      extracted[source] = fillIn(template, extracted[source] ?? '');
    } else if ('timestamp' in stage) {
      entry.at = new Date(Number(extracted[stage.timestamp.source]));
    } else {
      for (const name of Object.keys(stage.labels)) {
        const value = extracted[name];
        if (value !== undefined) entry.labels[name] = value;
      }
    }
  }
  return entry;
}

/** A Go template that is one chain of `if eq .Value "..."`, with `.Value` itself at its end. */
function fillIn(template: string, value: string): string {
  const choices = [...template.matchAll(/\{\{\s*(?:else )?if eq \.Value "(\w+)"\s*\}\}(\w+)/gu)];
  return choices.find(([, wanted]) => wanted === value)?.[2] ?? value;
}
