/** `/readyz`: whether requests will be answered, and if not, what is missing. */
import { withinTime } from './time-limit.ts';

const CHECK_TIMEOUT_MS = 2000;

/** Undefined where all is well. */
export type Check = () => Promise<string | undefined>;

export interface Readiness {
  ready: boolean;
  /** What is wrong, by part. */
  reasons: Record<string, string>;
}

export async function readiness(checks: Record<string, Check>): Promise<Readiness> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([part, check]) => {
      const reason = await withinTime(check(), CHECK_TIMEOUT_MS, () => `did not answer within ${CHECK_TIMEOUT_MS} ms`);
      return [part, reason] as const;
    }),
  );
  const reasons: Record<string, string> = {};
  for (const [part, reason] of results) if (reason !== undefined) reasons[part] = reason;
  return { ready: Object.keys(reasons).length === 0, reasons };
}
