import { describe, expect, it } from 'vitest';
import { formatMoment, formatUtc } from './format-moment';

const at = Date.UTC(2026, 2, 13, 3, 30, 5);

// Loose about spaces and commas, which change with the release of the language data.
describe('a moment', () => {
  it.each([
    { locale: 'en', look: 'minute', timeZone: 'America/Toronto', text: /^Mar 12, 2026\b.* 11:30\sPM EDT$/ },
    { locale: 'en', look: 'second', timeZone: 'Europe/Paris', text: /^Mar 13, 2026\b.* 4:30:05\sAM GMT\+1$/ },
    { locale: 'en', look: 'day', timeZone: 'America/Toronto', text: /^Mar 12, 2026$/ },
    { locale: 'en', look: 'time', timeZone: 'UTC', text: /^3:30:05\sAM UTC$/ },
    { locale: 'fr', look: 'minute', timeZone: 'America/Toronto', text: /^12 mars 2026\b.* 23:30 UTC−4$/ },
    { locale: 'fr', look: 'minute', timeZone: 'UTC', text: /^13 mars 2026\b.* 03:30 UTC$/ },
  ] as const)(
    'is written in $locale, as a $look, in $timeZone, and says in which zone its time is',
    ({ text, ...format }) => {
      expect(formatMoment(at, format)).toMatch(text);
    },
  );

  it('is in UTC on hover, in full', () => {
    expect(formatUtc(at, 'en')).toMatch(/^Mar 13, 2026\b.* 3:30:05\sAM UTC$/);
    expect(formatUtc(at, 'fr')).toMatch(/^13 mars 2026\b.* 0?3:30:05 UTC$/);
  });
});
