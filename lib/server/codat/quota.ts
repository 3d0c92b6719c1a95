import 'server-only';

import { processSingleton } from '../process-singleton';

// The rest of Codat's daily quota, as its answers report it. It is kept in memory, as a hint for sparing calls; nothing
// relies on the count.

export type Quota = { readonly limit: number; readonly remaining: number; readonly seenAt: number };

const lowShare = 0.1;
/** Codat resets at midnight UTC; a reading older than this says nothing about now. */
const trustedForMs = 15 * 60_000;
const dayMs = 24 * 3_600_000;
const quotas = processSingleton('quotas', () => new Map<string, Quota>());
/** Until when Codat's webhook has said that the quota is used up. */
const usedUp = processSingleton('quotas-used-up', () => new Map<string, number>());

export function noteQuota(instanceId: string, headers: Headers): void {
  const limit = Number(headers.get('x-rate-limit-limit') ?? Number.NaN);
  const remaining = Number(headers.get('x-rate-limit-remaining') ?? Number.NaN);
  if (!(limit > 0 && remaining >= 0)) return;
  const quota = { limit, remaining, seenAt: Date.now() };
  quotas.get().set(instanceId, quota);
  // An answer knows better than a notice that may have been long on its way.
  if (!isLow(quota)) usedUp.get().delete(instanceId);
}

/** `saidAt` and `until` as Codat has put them; a notice delivered after its own midnight says nothing any more. */
export function noteQuotaReached(instanceId: string, saidAt: number | null, until: number | null): void {
  const now = Date.now();
  const end = Math.min(until ?? midnightAfter(saidAt ?? now), midnightAfter(now));
  if (end > now) usedUp.get().set(instanceId, end);
}

export function noteQuotaReset(instanceId: string): void {
  usedUp.get().delete(instanceId);
  quotas.get().delete(instanceId);
}

export function isQuotaLow(instanceId: string): boolean {
  if (Date.now() < (usedUp.get().get(instanceId) ?? 0)) return true;
  const quota = findQuota(instanceId);
  return quota !== null && isLow(quota);
}

/** Returns null if Codat has not reported it lately. */
export function findQuota(instanceId: string): Quota | null {
  const quota = quotas.get().get(instanceId);
  return quota && Date.now() - quota.seenAt < trustedForMs ? quota : null;
}

function isLow({ limit, remaining }: Quota): boolean {
  return remaining < limit * lowShare;
}

function midnightAfter(time: number): number {
  return (Math.floor(time / dayMs) + 1) * dayMs;
}
