import { describe, expect, it } from 'vitest';
import { fromActivityQuery, hasUnreadable, isNarrowed, toActivityQuery } from './activity-query';

describe('the filters of an address', () => {
  it.each<[string, Record<string, unknown>]>([
    ['a list of values', { person: ['a@example.com', 'b@example.com'] }],
    ['an object', { action: { $ne: '' } }],
    ['a line break', { person: 'a\nb' }],
    ['a zero byte', { search: 'a\u0000b' }],
    ['too much text', { person: 'x'.repeat(10_000) }],
    ['no such day', { from: '2026-02-30' }],
    ['a day of no calendar', { to: '2026-99-99' }],
    ['an unknown outcome', { outcome: 'none' }],
    ['half a position', { after: '7.8' }],
    ['a position beyond all numbers', { after: `${'9'.repeat(30)}.1.installation` }],
    ['an instance that no slug can name', { instance: '../etc' }],
  ])('leave out %s, and say so', (_, searchParams) => {
    const query = toActivityQuery(searchParams);
    expect(isNarrowed(query)).toBe(false);
    expect(query.after).toBeNull();
    expect(hasUnreadable(searchParams)).toBe(true);
    expect(hasUnreadable({ ...searchParams, integration: 'suuo' })).toBe(true);
  });

  it('say nothing of what they have read, of what is empty, and of what is no filter', () => {
    const asked = {
      instance: 'local',
      integration: 'suuo',
      person: 'a@example.com',
      action: 'settings.save',
      outcome: 'applied',
      from: '2024-02-29',
      to: '2026-12-31',
      search: 'an-id',
      zone: 'Europe/Paris',
      after: '7.8.installation',
    };
    expect(hasUnreadable(asked)).toBe(false);
    expect(fromActivityQuery(toActivityQuery(asked))).toEqual(asked);
    expect(
      hasUnreadable({ person: '', after: undefined, utm_source: 'x'.repeat(500), zone: 'Nowhere' }),
    ).toBe(false);
    expect(hasUnreadable({})).toBe(false);
  });
});
