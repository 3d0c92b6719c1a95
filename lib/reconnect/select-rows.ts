import type { ReconnectFilter } from '@/lib/routes';
import type { ReconnectRow } from './views';

export const rowsPerPage = 50;

export type ReconnectQuery = {
  readonly search: string;
  readonly show: ReconnectFilter;
  /** The company that the page before ended with. */
  readonly after: string | null;
};

type SearchParams = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Out of an address that anybody may have written: what can't be asked counts as not asked. */
export function toReconnectQuery({ search, show, after }: SearchParams): ReconnectQuery {
  return {
    search: typeof search === 'string' ? search.trim().slice(0, 100) : '',
    show: show === 'missing' || show === 'back' ? show : 'all',
    after: typeof after === 'string' && /^[\w-]{1,100}$/.test(after) ? after : null,
  };
}

/** Sorts by name as the reader sorts names. The id decides between equal names, so that no page overlaps the next. */
export function inOrder(rows: readonly ReconnectRow[], locale: string): ReconnectRow[] {
  const { compare } = new Intl.Collator(locale);
  return [...rows].sort(
    (one, other) => compare(one.name, other.name) || (one.company < other.company ? -1 : 1),
  );
}

export function matching(
  rows: readonly ReconnectRow[],
  { search, show }: Pick<ReconnectQuery, 'search' | 'show'>,
): ReconnectRow[] {
  const sought = plain(search);
  return rows.filter(
    ({ name, standing }) => (show === 'all' || standing === show) && plain(name).includes(sought),
  );
}

/**
 * Returns the page after a company, even if that one has left the rows in the meantime: `all` knows its place. Returns
 * the first page if the company is nowhere.
 */
export function pageAfter(
  all: readonly ReconnectRow[],
  rows: readonly ReconnectRow[],
  after: string | null,
): { readonly rows: readonly ReconnectRow[]; readonly next: string | null } {
  const place = new Map(all.map(({ company }, index) => [company, index]));
  const last = after === null ? -1 : (place.get(after) ?? -1);
  const rest = rows.filter(({ company }) => (place.get(company) ?? 0) > last);
  const page = rest.slice(0, rowsPerPage);
  return { rows: page, next: rest.length > page.length ? (page.at(-1)?.company ?? null) : null };
}

/** Strips accents, so that a search for "Creperie" finds "Crêperie". */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
