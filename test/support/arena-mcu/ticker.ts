/** The MCU's clock: ticks every 20 ms, numbered from its making on, so that all media lie on one time axis. */
export const tickMs = 20;

export interface Ticker {
  /** Since it was made. Tick n is due at n times 20 ms. */
  elapsedMs(): number;
  start(): void;
  stop(): void;
}

/** When the process has been held up for longer than this, the ticks between are left out rather than made up for. */
const catchUpTicks = 25;

export function createTicker(onTick: (tick: number) => void): Ticker {
  const epochMs = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let next = 0;
  let running = false;

  function elapsedMs(): number {
    return performance.now() - epochMs;
  }

  function run(): void {
    const due = Math.floor(elapsedMs() / tickMs);
    if (due - next > catchUpTicks) next = due;
    for (; next <= due; next += 1) onTick(next);
    if (running) timer = setTimeout(run, Math.max(1, next * tickMs - elapsedMs()));
  }

  return {
    elapsedMs,
    start() {
      if (running) return;
      running = true;
      next = Math.ceil(elapsedMs() / tickMs);
      timer = setTimeout(run, 0);
    },
    stop() {
      running = false;
      clearTimeout(timer);
    },
  };
}
