import 'server-only';

import { type CodatCompanyDetails, parseCompanyDetails } from './company-wire';
import type { CodatHttp } from './http';
import { type CountProgress, readPage, readWhole } from './pages';
import { mostListed } from './wire';

// The addresses that lead customers to Codat Link, for many companies at once. Anyone who holds one can act for that
// customer there. They are read on request, handed over, and stored nowhere.

export type CompanyLinks = {
  /** The address at which a company makes a new connection. */
  readonly url: string | null;
  readonly connections: ReadonlyMap<string, string>;
};

const pageSize = 2_000;
const concurrency = 4;

export type LinkList = {
  readonly links: ReadonlyMap<string, CompanyLinks>;
  /** False where not every company could be read, so that links may be missing. */
  readonly isComplete: boolean;
};

export function linkCalls(http: Pick<CodatHttp, 'read'>) {
  return {
    /** In as few calls as there are pages, instead of one for each connection. */
    async listLinks(wanted: ReadonlySet<string>, onProgress: CountProgress): Promise<LinkList> {
      const links = new Map<string, CompanyLinks>();
      const { items, total } = await readWhole({
        readPage: (page) => readPage(http, 'companies', { page, pageSize, orderBy: 'created' }),
        pageSize,
        maxPages: mostListed / pageSize,
        concurrency,
        keep: (results) =>
          results.map((raw) => {
            const company = parseCompanyDetails(raw);
            if (!company) return false;
            if (wanted.has(company.id)) links.set(company.id, toLinks(company));
            return company.unreadableConnections === 0;
          }),
        onProgress,
      });
      return { links, isComplete: items.length === total && items.every(Boolean) };
    },
  };
}

function toLinks({ redirect, connections }: CodatCompanyDetails): CompanyLinks {
  const ofConnections = connections.flatMap(({ id, linkUrl }) => (linkUrl ? [[id, linkUrl] as const] : []));
  return { url: redirect ?? null, connections: new Map(ofConnections) };
}
