import 'server-only';

import { z } from 'zod';
import { AppError } from '../errors';
import { Secret } from '../secret';

// Codat's answers, read narrowly: the parts in use are checked, the rest is let through unseen. Each item of a list is
// read on its own, so that one the vendor gets wrong does not take the others along.

export const codatIntegration = z.object({
  key: z.string().min(1).max(100),
  name: z.string().min(1).max(200),
  enabled: z.boolean(),
  sourceType: z.string().optional().catch(undefined),
  linkedConnectionsCount: z.number().int().nonnegative().optional().catch(undefined),
});

/** The client's name alone: the profile may also carry the API key. */
export const codatProfile = z.object({ name: z.string().trim().min(1).max(200) });

export type CodatIntegration = z.infer<typeof codatIntegration>;

/** The longest list that is read whole, or believed: an instance of 100,000 companies is well within it. */
export const mostListed = 200_000;

export const codatPage = z.object({
  results: z.array(z.unknown()).max(5_000),
  totalResults: z.number().int().nonnegative().max(mostListed).nullable().catch(null),
});

export type CodatPage = {
  readonly results: readonly unknown[];
  /** Null where Codat says nothing usable. */
  readonly total: number | null;
};

export function parseIntegration(raw: unknown): CodatIntegration | null {
  return codatIntegration.safeParse(raw).data ?? null;
}

export function parsePage(raw: unknown): CodatPage {
  const page = codatPage.safeParse(raw);
  if (!page.success) throw new AppError('codat-unavailable', { reason: 'answer' });
  return { results: page.data.results, total: page.data.totalResults };
}

/** Unspecified beyond "any keys, string values". Odd names such as `__proto__` must survive, hence a Map. */
export function parseCredentials(raw: unknown): ReadonlyMap<string, Secret> {
  // A PUT replaces everything, so a map of which a part can't be read must not be taken for the whole.
  const isMap = typeof raw === 'object' && raw !== null && !Array.isArray(raw);
  const entries = isMap ? Object.entries(raw) : [];
  if (!isMap || entries.some(([, value]) => typeof value !== 'string')) {
    throw new AppError('codat-unavailable', { reason: 'answer' });
  }
  return new Map(entries.map(([name, value]) => [name, new Secret(value as string)]));
}
