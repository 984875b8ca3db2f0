/** Texts from outside, made fit to be kept and shown. Lengths are in characters (code points), as PostgreSQL counts them. */
import { fail, type InvalidInput, invalidInput, type Outcome, ok } from './errors.ts';

/** The limits of the columns that hold what a media node or an MCU says. */
export const LIMITS = { displayName: 255, cname: 255, codec: 64, problem: 1000 } as const;

/** C0 and C1 control characters, line breaks among them; PostgreSQL can keep no NUL. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/g;

/** Without control characters, lone surrogates and blanks around it. */
function plain(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8').replace(CONTROL, ' ').trim();
}

/** From a peer who is not asked again: whatever it is, it is made to fit. */
export function cleanText(text: string, maxLength: number): string {
  // No more than this is looked at: a character has one or two UTF-16 units.
  return [...plain(text.slice(0, 4 * maxLength))].slice(0, maxLength).join('');
}

/** From a caller, who is told where it does not fit. */
export function parseText(text: string, field: string, maxLength: number): Outcome<string, InvalidInput> {
  const value = plain(text);
  const length = [...value].length;
  if (length >= 1 && length <= maxLength) return ok(value);
  const problem = length === 0 ? 'is empty' : `has ${length} characters`;
  return fail(invalidInput(`\`${field}\` ${problem}.`, `Send 1 to ${maxLength} characters.`, field));
}

export const MAX_DISPLAY_NAME = 80;
