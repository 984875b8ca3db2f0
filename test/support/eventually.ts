import { setTimeout as delay } from 'node:timers/promises';

/** Tries `check` again and again until it does not throw; its last error is thrown once `withinMs` are over. */
export async function eventually<T>(check: () => T | Promise<T>, withinMs = 5000): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await delay(20);
  }
}
