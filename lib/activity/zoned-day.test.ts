import { describe, expect, it } from 'vitest';
import { endOfDay, isTimeZone, startOfDay } from './zoned-day';

const iso = (at: number | null) => at !== null && new Date(at).toISOString();

describe('a day of the reader', () => {
  it.each([
    { day: '2026-11-25', zone: 'UTC', from: '2026-11-25T00:00:00.000Z', to: '2026-11-26T00:00:00.000Z' },
    {
      day: '2026-11-25',
      zone: 'America/Toronto',
      from: '2026-11-25T05:00:00.000Z',
      to: '2026-11-26T05:00:00.000Z',
    },
    {
      day: '2026-11-25',
      zone: 'Pacific/Auckland',
      from: '2026-11-24T11:00:00.000Z',
      to: '2026-11-25T11:00:00.000Z',
    },
    {
      day: '2026-11-25',
      zone: 'Asia/Kolkata',
      from: '2026-11-24T18:30:00.000Z',
      to: '2026-11-25T18:30:00.000Z',
    },
    // The clocks change on these days, so that they have 23 and 25 hours.
    {
      day: '2026-03-29',
      zone: 'Europe/Paris',
      from: '2026-03-28T23:00:00.000Z',
      to: '2026-03-29T22:00:00.000Z',
    },
    {
      day: '2026-11-01',
      zone: 'America/Toronto',
      from: '2026-11-01T04:00:00.000Z',
      to: '2026-11-02T05:00:00.000Z',
    },
    {
      day: '2026-12-31',
      zone: 'Europe/Paris',
      from: '2026-12-30T23:00:00.000Z',
      to: '2026-12-31T23:00:00.000Z',
    },
  ])('$day in $zone begins at $from and ends at $to', ({ day, zone, from, to }) => {
    expect(iso(startOfDay(day, zone))).toBe(from);
    expect(iso(endOfDay(day, zone))).toBe(to);
  });

  it.each(['2026-02-30', '2026-13-01', '0000', ''])('is none for %s', (day) => {
    expect(startOfDay(day, 'UTC')).toBeNull();
    expect(endOfDay(day, 'UTC')).toBeNull();
  });

  it('needs a time zone that exists', () => {
    expect(['Europe/Paris', 'UTC', 'Nowhere/At all', ''].map(isTimeZone)).toEqual([true, true, false, false]);
  });
});
