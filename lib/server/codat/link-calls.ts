import 'server-only';

import { mapAtMost } from '../at-most';
import { parseCompanyDetails } from './company-wire';
import type { CodatHttp } from './http';
import { parsePage } from './wire';

// The addresses that lead customers to Codat Link, of many companies at once. Whoever holds one can act for that customer
// there: they are read when somebody asks for them, handed over, and kept nowhere.

export type CompanyLinks = {
  /** Where a company makes a new connection. */
  readonly url: string | null;
  readonly connections: ReadonlyMap<string, string>;
};

const pageSize = 2_000;
const callsAtOnce = 4;

export function linkCalls({ read }: Pick<CodatHttp, 'read'>) {
  return {
    /** In as few calls as there are pages, instead of one for each connection. */
    async listLinks(
      wanted: ReadonlySet<string>,
      onProgress: (progress: { readonly done: number; readonly total: number }) => void,
    ): Promise<ReadonlyMap<string, CompanyLinks>> {
      const readPage = async (page: number) =>
        parsePage(await read('companies', { searchParams: { page, pageSize, orderBy: 'created' } }));
      const found = new Map<string, CompanyLinks>();
      const first = await readPage(1);
      let done = 0;
      const take = ({ results }: { readonly results: readonly unknown[] }) => {
        for (const company of results.map(parseCompanyDetails)) {
          if (!company || !wanted.has(company.id)) continue;
          const links = company.connections.flatMap(({ id, linkUrl }) =>
            linkUrl ? [[id, linkUrl] as const] : [],
          );
          found.set(company.id, { url: company.redirect ?? null, connections: new Map(links) });
        }
        done += results.length;
        onProgress({ done, total: first.totalResults });
      };
      take(first);
      const pages = Array.from({ length: Math.ceil(first.totalResults / pageSize) - 1 }, (_, at) => at + 2);
      await mapAtMost(callsAtOnce, pages, async (page) => take(await readPage(page)));
      return found;
    },
  };
}
