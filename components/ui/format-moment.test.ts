import { describe, expect, it } from 'vitest';
import { formatMoment, formatUtc } from './format-moment';

const at = Date.UTC(2026, 2, 13, 3, 30, 5);

// Loose about spaces and commas, which change with the release of the language data.
describe('a moment', () => {
  it.each([
    ['en', 'minute', 'America/Toronto', /^Mar 12, 2026\b.* 11:30\sPM EDT$/],
    ['en', 'second', 'Europe/Paris', /^Mar 13, 2026\b.* 4:30:05\sAM GMT\+1$/],
    ['en', 'day', 'America/Toronto', /^Mar 12, 2026$/],
    ['en', 'time', 'UTC', /^3:30:05\sAM UTC$/],
    ['fr', 'minute', 'America/Toronto', /^12 mars 2026\b.* 23:30 UTC−4$/],
    ['fr', 'minute', 'UTC', /^13 mars 2026\b.* 03:30 UTC$/],
  ] as const)(
    'is written in %s, as a %s, in %s, and says in which zone its time is',
    (locale, look, zone, text) => {
      expect(formatMoment(at, locale, look, zone)).toMatch(text);
    },
  );

  it('is in UTC on hover, in full', () => {
    expect(formatUtc(at, 'en')).toMatch(/^Mar 13, 2026\b.* 3:30:05\sAM UTC$/);
    expect(formatUtc(at, 'fr')).toMatch(/^13 mars 2026\b.* 0?3:30:05 UTC$/);
  });
});
