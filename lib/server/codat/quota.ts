import 'server-only';

import { processWide } from '../process-wide';

// What is left of Codat's daily quota, as its answers tell. Kept in memory: it is a hint for sparing calls, not a
// count anything rests on.

type Quota = { readonly limit: number; readonly remaining: number; readonly seenAt: number };

const lowShare = 0.1;
/** Codat resets at midnight UTC; a reading older than this says nothing about now. */
const trustedForMs = 15 * 60_000;
const quotas = processWide('quotas', () => new Map<string, Quota>());

export function noteQuota(instanceId: string, headers: Headers): void {
  const limit = Number(headers.get('x-rate-limit-limit') ?? Number.NaN);
  const remaining = Number(headers.get('x-rate-limit-remaining') ?? Number.NaN);
  if (limit > 0 && remaining >= 0) quotas.get().set(instanceId, { limit, remaining, seenAt: Date.now() });
}

export function isQuotaLow(instanceId: string): boolean {
  const quota = quotas.get().get(instanceId);
  return (
    quota !== undefined &&
    Date.now() - quota.seenAt < trustedForMs &&
    quota.remaining < quota.limit * lowShare
  );
}
