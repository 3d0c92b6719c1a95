import 'server-only';

import { ReadCache } from '../cache/read-cache';
import type { CodatClient, CompanyList } from '../codat/client';
import type { CodatCompany, CodatConnection } from '../codat/company-wire';
import type { CountProgress } from '../codat/pages';
import { isQuotaLow } from '../codat/quota';
import type { InstanceRow } from '../db/schema';
import { env } from '../env';
import { processSingleton } from '../process-singleton';

// Every company of an instance, read page by page in parallel. A request during a scan shares it. A finished scan is
// kept for as long as `COMPANIES_AGE_MS` says and then dropped, since it may be many megabytes. While Codat's quota is
// nearly used up, it is kept for longer and serves every request that does not ask for a fresh one.

export type CompanyScan = CompanyList & { readonly readAt: number };

type Progress = Parameters<CountProgress>[0];

const name = 'all';
const scans = processSingleton(
  'company-scans',
  () =>
    new ReadCache<CompanyScan, Progress>({
      tracksConnections: true,
      hasTimeLimit: false,
      dropAfterMs: env().companiesAgeMs,
    }),
);

type Wish = {
  /** How old a finished scan may be; 0 asks for one that ends after now. */
  readonly maxAgeMs?: number;
  readonly onProgress?: CountProgress;
};

export async function scanCompanies(instance: InstanceRow, wish: Wish = {}): Promise<CompanyScan> {
  const { maxAgeMs = defaultMaxAgeMs(instance), onProgress } = wish;
  return scans.get().take(instance, name, { maxAgeMs, read, ...(onProgress && { onProgress }) });
}

/** Returns the scan that a request would share now, or null if there is none. */
export function findCompanyScan(instance: InstanceRow): Promise<CompanyScan> | null {
  return scans.get().find(instance, name, defaultMaxAgeMs(instance));
}

export function forgetCompanies(instanceId: string): void {
  scans.get().forget(instanceId);
}

/** Codat does not always say by which key a connection runs; the name it prints is then all there is. */
export function isConnectionOf(
  { integrationKey, platformName }: CodatConnection,
  integration: { readonly key: string; readonly name: string },
): boolean {
  return integrationKey ? integrationKey === integration.key : platformName === integration.name;
}

/** True if no customer can be missing: the list adds up, and every company and connection could be read. */
export function isComplete({ companies, unreadable, addsUp }: CompanyList): boolean {
  return addsUp && unreadable === 0 && companies.every((company) => company.unreadableConnections === 0);
}

/** Those who are known to lose their connection when the integration's account or environment changes. */
export function linkedWith(
  companies: readonly CodatCompany[],
  integration: { readonly key: string; readonly name: string },
): CodatCompany[] {
  return companies.filter(({ connections }) =>
    connections.some(
      (connection) => connection.status === 'Linked' && isConnectionOf(connection, integration),
    ),
  );
}

export function defaultMaxAgeMs(instance: InstanceRow): number {
  return isQuotaLow(instance.id) ? Number.POSITIVE_INFINITY : env().companiesAgeMs;
}

async function read(codat: CodatClient, tell: CountProgress): Promise<CompanyScan> {
  const readAt = Date.now();
  return { ...(await codat.listCompanies(tell)), readAt };
}
