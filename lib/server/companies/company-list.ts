import 'server-only';

import { type CompanyQuery, companiesPerPage, isNarrowed } from '@/lib/companies/company-question';
import { companyStatus } from '@/lib/companies/company-status';
import { findIntegration } from '@/lib/integrations/registry';
import { ReadCache } from '../cache/read-cache';
import type { CodatClient } from '../codat/client';
import { parseCodatDate } from '../codat/codat-date';
import type { CodatCompany } from '../codat/company-wire';
import { isQuotaLow } from '../codat/quota';
import type { InstanceRow } from '../db/schema';
import { env } from '../env';
import { processSingleton } from '../process-singleton';
import { findCompanyScan, isComplete, isConnectionOf, scanCompanies } from './company-scan';

// One page of the companies that a question asks for. What Codat's own paging can express, the plain list in some order,
// is one call; a search or a filter, of which Codat's guides contradict one another, is answered from all companies,
// which one scan reads for everybody.

export type CompanyPart = {
  readonly companies: readonly CodatCompany[];
  /** On all pages; null where Codat says nothing usable. */
  readonly total: number | null;
  readonly page: number;
  readonly hasNext: boolean;
  readonly unreadable: number;
  /** False where a company that fits the question may be missing. */
  readonly isComplete: boolean;
  readonly readAt: number;
  readonly isStale: boolean;
};

type Reading = Omit<CompanyPart, 'isStale' | 'page'>;
type Listed = Omit<Reading, 'hasNext'> & { readonly total: number };

const maxPagesKept = 40;
const pages = processSingleton(
  'company-pages',
  () => new ReadCache<Reading>({ tracksConnections: true, hasTimeLimit: true, maxEntries: maxPagesKept }),
);

export async function readCompanyPage(instance: InstanceRow, query: CompanyQuery): Promise<CompanyPart> {
  const preferCached = isQuotaLow(instance.id);
  const askedAt = Date.now();
  const kept = preferCached ? findCompanyScan(instance) : null;
  const part =
    isNarrowed(query) || kept
      ? cut(await listCompanies(instance, query), query.page)
      : { ...(await readFromCodat(instance, query, preferCached)), page: query.page };
  return { ...part, isStale: preferCached && askedAt - part.readAt > env().snapshotAgeMs };
}

/** All that the question asks for, in its order. */
export async function listCompanies(instance: InstanceRow, query: CompanyQuery): Promise<Listed> {
  const scan = await scanCompanies(instance);
  const wanted = scan.companies.filter((company) => isAskedFor(company, query));
  return {
    companies: inOrder(wanted, query.sort),
    total: wanted.length,
    unreadable: scan.unreadable,
    // The unreadable part of a connection could be what was asked for.
    isComplete: isNarrowed(query) ? isComplete(scan) : scan.addsUp,
    readAt: scan.readAt,
  };
}

export function forgetCompanyPages(instanceId: string): void {
  pages.get().forget(instanceId);
}

export function platformOf({ integrationKey, platformName }: CodatCompany['connections'][number]): string {
  return (integrationKey && findIntegration(integrationKey)?.name) || platformName || (integrationKey ?? '');
}

async function readFromCodat(instance: InstanceRow, { sort, page }: CompanyQuery, preferCached: boolean) {
  const maxAgeMs = preferCached ? Number.POSITIVE_INFINITY : env().snapshotAgeMs;
  const read = async (codat: CodatClient): Promise<Reading> => {
    const readAt = Date.now();
    const wish = { page, pageSize: companiesPerPage, orderBy: sort };
    const { companies, unreadable, total, isFull } = await codat.pageOfCompanies(wish);
    const hasNext = total === null ? isFull : page * companiesPerPage < total;
    return { companies, unreadable, total, hasNext, isComplete: total !== null, readAt };
  };
  return pages.get().take(instance, `${sort}/${page}`, { maxAgeMs, read });
}

function cut(listed: Listed, page: number): Reading & { readonly page: number } {
  const [start, end] = [(page - 1) * companiesPerPage, page * companiesPerPage];
  return { ...listed, companies: listed.companies.slice(start, end), hasNext: end < listed.total, page };
}

/** Matches like the Portal's search box: names and ids of companies, platforms and ids of connections. */
function isAskedFor(company: CodatCompany, { search, status, integration }: CompanyQuery): boolean {
  const { connections } = company;
  if (status && companyStatus(company) !== status) return false;
  if (integration) {
    const named = { key: integration, name: findIntegration(integration)?.name ?? integration };
    if (!connections.some((connection) => isConnectionOf(connection, named))) return false;
  }
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const ofConnections = connections.map((connection) => `${connection.id} ${platformOf(connection)}`);
  const text = [company.name, company.id, ...ofConnections].join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Sorts like Codat: without regard to case, and a missing value counts as least. */
function inOrder(companies: readonly CodatCompany[], sort: CompanyQuery['sort']): CodatCompany[] {
  const field = sort.replace('-', '') as 'name' | 'created' | 'lastSync';
  const keyOf = (company: CodatCompany) =>
    field === 'name' ? company.name.toLowerCase() : (parseCodatDate(company[field]) ?? -Infinity);
  const factor = sort.startsWith('-') ? -1 : 1;
  return companies
    .map((company) => ({ company, value: keyOf(company) }))
    .sort((a, b) => (a.value === b.value ? 0 : a.value < b.value ? -factor : factor))
    .map(({ company }) => company);
}
