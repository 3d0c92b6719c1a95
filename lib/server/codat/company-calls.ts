import 'server-only';

import { AppError } from '../errors';
import {
  type CodatCompany,
  type CodatCompanyDetails,
  type CodatConnectionDetails,
  parseCompany,
  parseCompanyDetails,
  parseConnectionDetails,
  parseId,
} from './company-wire';
import type { WriteAnswer } from './errors';
import { type CodatHttp, segment } from './http';
import { type PageOptions, readPage } from './pages';

// Companies and their connections, one or one page at a time. Every write is sent once, whatever happens.

export type CompanyPage = {
  readonly companies: readonly CodatCompany[];
  readonly unreadable: number;
  /** The total of all pages; null if Codat states nothing usable, or contradicts what it sent. */
  readonly total: number | null;
  /** Whether the page is as full as was asked for, so that another may follow. */
  readonly isFull: boolean;
};

type Made = { readonly answer: WriteAnswer; readonly id: string | null };

export function companyCalls(http: CodatHttp) {
  const { read, write, create } = http;
  const companyPath = (id: string) => `companies/${segment(id)}`;
  const connectionPath = (company: string, id: string) =>
    `${companyPath(company)}/connections/${segment(id)}`;

  async function find<Item>(path: string, parse: (raw: unknown) => Item | null): Promise<Item | null> {
    let raw: unknown;
    try {
      raw = await read(path);
    } catch (error) {
      if (error instanceof AppError && error.facts.status === 404) return null;
      throw error;
    }
    const item = parse(raw);
    if (!item) throw new AppError('codat-unavailable', { reason: 'answer' });
    return item;
  }

  async function make(path: string, body: unknown): Promise<Made> {
    const { answer, made } = await create(path, JSON.stringify(body));
    return { answer, id: parseId(made) };
  }

  return {
    async pageOfCompanies({ page, pageSize, orderBy }: Required<PageOptions>): Promise<CompanyPage> {
      const { results, total } = await readPage(http, 'companies', { page, pageSize, orderBy });
      const items = results.slice(0, pageSize).map(parseCompany);
      const companies = items.filter((item) => item !== null);
      const isFull = items.length === pageSize;
      return {
        companies,
        unreadable: items.length - companies.length,
        total: total !== null && results.length === lengthOfPage(total, { page, pageSize }) ? total : null,
        isFull,
      };
    },

    /** Null where there is none of this id (any more). */
    findCompany: (id: string): Promise<CodatCompanyDetails | null> =>
      find(companyPath(id), parseCompanyDetails),

    findConnection: (company: string, id: string): Promise<CodatConnectionDetails | null> =>
      find(connectionPath(company, id), parseConnectionDetails),

    createCompany: (name: string): Promise<Made> => make('companies', { name }),

    createConnection: (company: string, platformKey: string): Promise<Made> =>
      make(`${companyPath(company)}/connections`, { platformKey }),

    unlinkConnection: (company: string, id: string): Promise<WriteAnswer> =>
      write('PATCH', connectionPath(company, id), JSON.stringify({ status: 'Unlinked' })),

    deleteConnection: (company: string, id: string): Promise<WriteAnswer> =>
      write('DELETE', connectionPath(company, id)),

    deleteCompany: (id: string): Promise<WriteAnswer> => write('DELETE', companyPath(id)),
  };
}

/** Returns how many items the page holds if the total is right. */
function lengthOfPage(total: number, { page, pageSize }: { page: number; pageSize: number }): number {
  return Math.min(pageSize, Math.max(0, total - (page - 1) * pageSize));
}
