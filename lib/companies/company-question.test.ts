import { expect, it } from 'vitest';
import { fromCompanyQuery, isNarrowed, toCompanyQuery } from './company-question';

const usual = { search: '', status: null, integration: null, sort: '-created', page: 1 };

it('takes what can’t be asked for not asked', () => {
  expect(toCompanyQuery({})).toEqual(usual);
  const nonsense = { search: ['a', 'b'], status: 'Linked', integration: '../x', sort: 'id', page: '-3' };
  expect(toCompanyQuery(nonsense)).toEqual(usual);
  expect(toCompanyQuery({ page: '0' }).page).toBe(1);
  expect(toCompanyQuery({ search: 'x'.repeat(500) }).search).toHaveLength(100);
});

it('comes out of an address as it went in, and leaves out what is usual', () => {
  const query = { search: 'oak', status: 'partial', integration: 'suuo', sort: 'name', page: 3 } as const;
  const address = fromCompanyQuery(query);
  expect(address).toEqual({ ...query, page: '3' });
  expect(toCompanyQuery(address)).toEqual(query);
  expect(Object.values(fromCompanyQuery(toCompanyQuery({}))).filter(Boolean)).toEqual([]);
});

it('is narrowed by a search or a filter, not by an order or a page', () => {
  expect(isNarrowed(toCompanyQuery({ sort: 'name', page: '2' }))).toBe(false);
  for (const asked of [{ search: 'a' }, { status: 'linked' }, { integration: 'suuo' }]) {
    expect(isNarrowed(toCompanyQuery(asked))).toBe(true);
  }
});
