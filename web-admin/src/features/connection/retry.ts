const firstMs = 250;
const mostMs = 5_000;

/** How long to wait before try number `tries` (from 0): doubling from 250 ms to 5 s, spread by `random` (0 to 1) over +-20 %. */
export function retryDelayMs(tries: number, random: number): number {
  const plain = Math.min(firstMs * 2 ** tries, mostMs);
  return Math.round(plain * (0.8 + 0.4 * random));
}
