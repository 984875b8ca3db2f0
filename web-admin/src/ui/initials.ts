/** One or two capitals that stand for a name: of its first and last word. Pure. */
export function initialsOf(name: string): string {
  const words = name
    .split(/[\s_.-]+/u)
    .map((word) => [...word].find((letter) => /[\p{L}\p{N}]/u.test(letter)))
    .filter((letter) => letter !== undefined);
  const [first = '?'] = words;
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

/** A hue from 0 to 359 that stays the same for one id (FNV-1a, 32 bits). Pure. */
export function hueOf(id: string): number {
  const hash = [...id].reduce((sum, letter) => Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 0x01000193), 0x811c9dc5);
  return (hash >>> 0) % 360;
}
