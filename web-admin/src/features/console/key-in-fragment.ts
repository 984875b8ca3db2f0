/** The key in `#key=…`, or null. Pure. */
export function keyInFragment(fragment: string): string | null {
  const key = new URLSearchParams(fragment.replace(/^#/u, '')).get('key')?.trim();
  return key === undefined || key === '' ? null : key;
}
