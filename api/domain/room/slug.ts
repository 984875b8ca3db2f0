import { fail, type InvalidInput, invalidInput, type Outcome, ok } from '../base/errors.ts';

const SLUG = /^[a-z0-9-]{3,64}$/;
/** Leaves place for a dash and a suffix. */
const MAX_STEM = 55;

export function parseSlug(slug: string): Outcome<string, InvalidInput> {
  if (SLUG.test(slug)) return ok(slug);
  return fail(invalidInput('`slug` is not a slug.', 'Use 3 to 64 of a-z, 0-9 and dashes.', 'slug'));
}

/** A slug after a room's name; `room` where nothing of the name can be in one. */
export function slugFrom(name: string): string {
  const stem = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Mark}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_STEM)
    .replace(/^-+|-+$/g, '');
  if (stem.length >= 3) return stem;
  return stem === '' ? 'room' : `room-${stem}`;
}

/** The same with a suffix from a UUID's random end, where the plain one is taken. */
export function withSuffix(slug: string, uuid: string): string {
  return `${slug}-${uuid.slice(-8)}`;
}
