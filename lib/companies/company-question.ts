import { type CompanyStatus, companyStatuses } from './company-status';

// The filters and the order of the list of companies. All of them are in the address.

export const companySorts = ['-created', 'created', 'name', '-name', '-lastSync', 'lastSync'] as const;
export type CompanySort = (typeof companySorts)[number];
export const defaultSort: CompanySort = '-created';

export const companiesPerPage = 50;

export type CompanyQuery = {
  readonly search: string;
  readonly status: CompanyStatus | null;
  /** The key of an integration. */
  readonly integration: string | null;
  readonly sort: CompanySort;
  readonly page: number;
};

type SearchParams = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Out of an address that anybody may have written: what can't be asked is left out. */
export function toCompanyQuery(searchParams: SearchParams): CompanyQuery {
  const text = (name: string) => (typeof searchParams[name] === 'string' ? searchParams[name].trim() : '');
  const page = /^\d{1,6}$/.test(text('page')) ? Number(text('page')) : 1;
  return {
    search: text('search').slice(0, 100),
    status: companyStatuses.find((status) => status === text('status')) ?? null,
    integration: /^[\w-]{1,100}$/.test(text('integration')) ? text('integration') : null,
    sort: companySorts.find((sort) => sort === text('sort')) ?? defaultSort,
    page: Math.max(1, page),
  };
}

/** The other way round, without what is usual. */
export function fromCompanyQuery(query: Partial<CompanyQuery>): Record<string, string | undefined> {
  const { search, status, integration, sort, page } = query;
  return {
    search: search || undefined,
    status: status ?? undefined,
    integration: integration ?? undefined,
    sort: sort === defaultSort ? undefined : sort,
    page: page === undefined || page === 1 ? undefined : String(page),
  };
}

export function isNarrowed({ search, status, integration }: CompanyQuery): boolean {
  return search !== '' || status !== null || integration !== null;
}
