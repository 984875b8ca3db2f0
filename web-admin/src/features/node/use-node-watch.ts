import { useEffect } from 'react';

const downEveryMs = 5_000;

/** The event log tells nothing of nodes that come up again: looks by itself while one is down. */
export function useNodeWatch(refresh: () => void, down: boolean): void {
  useEffect(() => {
    if (!down) return;
    const timer = setInterval(refresh, downEveryMs);
    return () => clearInterval(timer);
  }, [refresh, down]);
}
