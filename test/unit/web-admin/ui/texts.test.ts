import { describe, expect, it } from '@jest/globals';
import { hueOf, initialsOf } from '../../../../web-admin/src/ui/initials.ts';
import { momentText } from '../../../../web-admin/src/ui/moment-text.ts';

describe('initials', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['ada', 'A'],
    ['Grace Brewster Murray Hopper', 'GH'],
    ['åse  ødegård', 'ÅØ'],
    ['drill-floor_2', 'D2'],
    ['「カリ」', 'カ'],
    ['   ', '?'],
    ['🙂', '?'],
  ])('of %s are %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });

  it('have a hue that stays the same for an id', () => {
    expect(hueOf('a')).toBe(hueOf('a'));
    expect(hueOf('a')).not.toBe(hueOf('b'));
    expect(hueOf('anything')).toBeGreaterThanOrEqual(0);
    expect(hueOf('anything')).toBeLessThan(360);
  });
});

describe('moment', () => {
  it('has seconds today and the date on other days', () => {
    const now = new Date(2026, 10, 23, 12, 0, 0);
    expect(momentText(new Date(2026, 10, 23, 9, 5, 7), now)).toBe('09:05:07');
    expect(momentText(new Date(2026, 10, 22, 9, 5, 7), now)).toBe('2026-11-22 09:05');
  });
});
