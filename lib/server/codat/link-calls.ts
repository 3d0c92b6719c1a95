import 'server-only';

import { z } from 'zod';
import { mapAtMost } from '../at-most';
import { AppError } from '../errors';
import { type CodatHttp, segment } from './http';
import { parsePage } from './wire';

// The addresses that lead a customer to Codat Link. Whoever holds one can act for that customer there: they are read when
// somebody asks for them, handed over, and kept nowhere.

const linkUrl = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .nullish()
  .catch(null);

const connectionWithLink = z.object({ id: z.string(), status: z.string().catch(''), linkUrl });
const companyWithLinks = z.object({
  id: z.string(),
  redirect: linkUrl,
  dataConnections: z.array(z.unknown()).nullish().catch(null),
});

export type ConnectionLink = { readonly status: string; readonly url: string | null };
export type CompanyLinks = {
  /** Where a company makes a new connection. */
  readonly url: string | null;
  readonly connections: ReadonlyMap<string, string>;
};

const pageSize = 2_000;
const callsAtOnce = 4;

export function linkCalls({ read }: Pick<CodatHttp, 'read'>) {
  /** Null where there is none of this id (any more). */
  async function find(path: string): Promise<unknown> {
    try {
      return await read(path);
    } catch (error) {
      if (error instanceof AppError && error.facts.status === 404) return null;
      throw error;
    }
  }

  return {
    async findConnectionLink(company: string, connection: string): Promise<ConnectionLink | null> {
      const raw = await find(`companies/${segment(company)}/connections/${segment(connection)}`);
      if (raw === null) return null;
      const { data } = connectionWithLink.safeParse(raw);
      if (!data) throw new AppError('codat-unavailable', { reason: 'answer' });
      return { status: data.status, url: data.linkUrl ?? null };
    },

    async findCompanyLink(company: string): Promise<{ readonly url: string | null } | null> {
      const raw = await find(`companies/${segment(company)}`);
      return raw === null ? null : { url: companyWithLinks.safeParse(raw).data?.redirect ?? null };
    },

    /** Of many companies at once: in as few calls as there are pages, instead of one for each connection. */
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
        for (const raw of results) {
          const company = companyWithLinks.safeParse(raw).data;
          if (company && wanted.has(company.id)) found.set(company.id, toLinks(company));
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

function toLinks({ redirect, dataConnections }: z.infer<typeof companyWithLinks>): CompanyLinks {
  const links = (dataConnections ?? []).flatMap((raw) => {
    const connection = connectionWithLink.safeParse(raw).data;
    return connection?.linkUrl ? [[connection.id, connection.linkUrl] as const] : [];
  });
  return { url: redirect ?? null, connections: new Map(links) };
}
