import { expect, it } from 'vitest';
import { parseCodatDate } from './codat-date';

it.each([
  ['2026-03-04T10:20:30', '2026-03-04T10:20:30.000Z'],
  ['2026-03-04T10:20:30Z', '2026-03-04T10:20:30.000Z'],
  ['2026-03-04T10:20:30.1234567', '2026-03-04T10:20:30.123Z'],
  ['2026-03-04T10:20:30.1234567Z', '2026-03-04T10:20:30.123Z'],
  ['2026-03-04T10:20:30.5+02:00', '2026-03-04T08:20:30.500Z'],
])('reads %s as %s, whatever the clock of the machine says', (text, iso) => {
  expect(new Date(parseCodatDate(text) ?? 0).toISOString()).toBe(iso);
});

it.each([[null], [undefined], [''], ['yesterday'], ['2026-99-99T10:20:30']])(
  'makes nothing of %s',
  (text) => {
    expect(parseCodatDate(text)).toBeNull();
  },
);
