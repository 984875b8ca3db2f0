export interface RestartDelays {
  firstMs: number;
  maxMs: number;
  /** A process that lived this long is taken for healthy: its next restart begins with the first delay again. */
  healthyAfterMs: number;
}

export const defaultRestartDelays: RestartDelays = { firstMs: 200, maxMs: 5000, healthyAfterMs: 30_000 };

/** The number of short lives in a row, this one included, and how long to wait before the next: 0.2 s doubling up to 5 s. */
export function afterDeath(
  delays: RestartDelays,
  shortLives: number,
  livedMs: number,
): { shortLives: number; delayMs: number } {
  const now = livedMs >= delays.healthyAfterMs ? 1 : shortLives + 1;
  return { shortLives: now, delayMs: Math.min(delays.firstMs * 2 ** (now - 1), delays.maxMs) };
}
