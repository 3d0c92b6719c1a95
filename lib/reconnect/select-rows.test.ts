import { describe, expect, it } from 'vitest';
import { inOrder, matching, pageAfter, rowsPerPage, toReconnectQuery } from './select-rows';
import type { ReconnectRow } from './views';

function row(company: string, name: string, standing: ReconnectRow['standing'] = 'missing'): ReconnectRow {
  const state = standing === 'back' ? 'Linked' : 'Deauthorized';
  return { company, name, standing, state, backAt: null, wasBackAt: null, connections: [] };
}

const names = (rows: readonly ReconnectRow[]) => rows.map(({ name }) => name);

it('sorts names as the reader does, and namesakes by their id', () => {
  const rows = [row('2', 'Zoe'), row('9', 'Élan'), row('3', 'eden'), row('1', 'Zoe')];
  expect(inOrder(rows, 'fr').map(({ company }) => company)).toEqual(['3', '9', '1', '2']);
});

it('finds a name without regard to accents and case, among what the filter leaves', () => {
  const rows = [row('1', 'Crêperie Bleue', 'back'), row('2', 'CRÊPERIE Noire'), row('3', 'Boulangerie')];
  expect(names(matching(rows, { search: 'creperie', show: 'all' }))).toEqual([
    'Crêperie Bleue',
    'CRÊPERIE Noire',
  ]);
  expect(names(matching(rows, { search: 'creperie', show: 'missing' }))).toEqual(['CRÊPERIE Noire']);
  expect(names(matching(rows, { search: '', show: 'back' }))).toEqual(['Crêperie Bleue']);
});

describe('pages', () => {
  const all = inOrder(
    Array.from({ length: 2 * rowsPerPage + 7 }, (_, index) =>
      row(`c${index}`, `Shop ${String(index).padStart(4, '0')}`),
    ),
    'en',
  );

  it('show every row once, from the first to the last', () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: ReturnType<typeof pageAfter> = pageAfter(all, all, after);
      seen.push(...names(page.rows));
      after = page.next;
    } while (after !== null);
    expect(seen).toEqual(names(all));
  });

  it('go on where they ended, also when the last row has come back in the meantime and is filtered out', () => {
    const { next } = pageAfter(all, all, null);
    const left = all.filter(({ company }) => company !== next);
    expect(pageAfter(all, left, next).rows[0]).toBe(all[rowsPerPage]);
  });

  it('of a company that is nowhere are the first page', () => {
    expect(pageAfter(all, all, 'none').rows[0]).toBe(all[0]);
  });
});

it('takes what can’t be asked for not asked', () => {
  expect(toReconnectQuery({ search: ' tea ', show: 'back', after: 'c-1' })).toEqual({
    search: 'tea',
    show: 'back',
    after: 'c-1',
  });
  const nothing = { search: '', show: 'all', after: null };
  expect(toReconnectQuery({})).toEqual(nothing);
  expect(toReconnectQuery({ search: ['a'], show: 'gone', after: '../x' })).toEqual(nothing);
  expect(toReconnectQuery({ search: 'x'.repeat(200) }).search).toHaveLength(100);
});
