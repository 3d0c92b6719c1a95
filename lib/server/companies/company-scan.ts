import 'server-only';

import { isSuperseded } from '../cache/connection-revision';
import type { CompanyList } from '../codat/client';
import type { CodatCompany, CodatConnection } from '../codat/company-wire';
import type { CountProgress } from '../codat/pages';
import { isQuotaLow } from '../codat/quota';
import type { InstanceRow } from '../db/schema';
import { env } from '../env';
import { codatClientFor } from '../instances/codat-client-for';
import { processSingleton } from '../process-singleton';

// Every company of an instance, read page by page in parallel. A request during a scan shares it. A finished scan is
// kept for as long as `COMPANIES_AGE_MS` says and then dropped, since it may be many megabytes. While Codat's quota is
// nearly used up, it is kept for longer and serves every request that does not ask for a fresh one.

export type CompanyScan = CompanyList & { readonly readAt: number };

type Kept = {
  readonly revision: number;
  readonly connectionsRevision: number;
  readonly reading: Promise<CompanyScan>;
  readonly listeners: Set<CountProgress>;
  progress: Parameters<CountProgress>[0] | null;
  /** The start of the reading; null while it is in progress. */
  readAt: number | null;
};

const scans = processSingleton('company-scans', () => new Map<string, Kept>());

type Wish = {
  /** How old a finished scan may be; 0 asks for one that ends after now. */
  readonly maxAgeMs?: number;
  readonly onProgress?: CountProgress;
};

export async function scanCompanies(instance: InstanceRow, wish: Wish = {}): Promise<CompanyScan> {
  const { maxAgeMs = defaultMaxAgeMs(instance), onProgress } = wish;
  const kept = scans.get().get(instance.id);
  const scan = kept && isUsable(kept, instance, maxAgeMs) ? kept : begin(instance);
  if (!onProgress) return scan.reading;
  if (scan.progress) onProgress(scan.progress);
  scan.listeners.add(onProgress);
  try {
    return await scan.reading;
  } finally {
    scan.listeners.delete(onProgress);
  }
}

/** Returns the scan that a request would share now, or null if there is none. */
export function findCompanyScan(instance: InstanceRow): Promise<CompanyScan> | null {
  const kept = scans.get().get(instance.id);
  return kept && isUsable(kept, instance, defaultMaxAgeMs(instance)) ? kept.reading : null;
}

export function forgetCompanies(instanceId: string): void {
  scans.get().delete(instanceId);
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

function isUsable(kept: Kept, instance: InstanceRow, maxAgeMs: number): boolean {
  const { revision, readAt } = kept;
  if (revision !== instance.revision) return false;
  // A request that accepts any age also accepts a superseded scan.
  if (maxAgeMs !== Number.POSITIVE_INFINITY && isSuperseded(kept, instance)) return false;
  return readAt === null || Date.now() - readAt < maxAgeMs;
}

function begin(instance: InstanceRow): Kept {
  const startedAt = Date.now();
  const listeners = new Set<CountProgress>();
  const reading = codatClientFor(instance).then(async (codat): Promise<CompanyScan> => {
    const list = await codat.listCompanies((progress) => {
      kept.progress = progress;
      for (const tell of listeners) tell(progress);
    });
    return { ...list, readAt: startedAt };
  });
  const kept: Kept = {
    revision: instance.revision,
    connectionsRevision: instance.connections_revision,
    reading,
    listeners,
    progress: null,
    readAt: null,
  };
  scans.get().set(instance.id, kept);
  const evict = () => {
    if (scans.get().get(instance.id) === kept) scans.get().delete(instance.id);
  };
  const evictLater = () => {
    setTimeout(() => (isQuotaLow(instance.id) ? evictLater() : evict()), env().companiesAgeMs).unref();
  };
  reading.then(() => {
    kept.readAt = startedAt;
    evictLater();
  }, evict);
  return kept;
}
