import 'server-only';

import type { CountProgress } from '@/lib/integrations/review';
import type { CodatCompany } from '../codat/company-wire';
import type { InstanceRow } from '../db/schema';
import { env } from '../env';
import { isAppError } from '../errors';
import { isComplete, linkedWith, scanCompanies } from './company-scan';

export type Linked = {
  /** Those that are known to be linked. */
  readonly companies: readonly CodatCompany[];
  /** False if others may be linked too: a company, or one of its connections, could not be read. */
  readonly isComplete: boolean;
  /** The start of the count: companies linked after that may be missing. */
  readonly at: number;
};

/** The number of those who are linked; null where it is unknown. */
export function countOf(linked: Linked | null): number | null {
  return linked?.isComplete ? linked.companies.length : null;
}

/** Who is linked now, of all companies. Null where Codat does not say so, or not in the time a page may take. */
export async function countLinked(
  instance: InstanceRow,
  integration: { readonly key: string; readonly name: string },
  onProgress: (progress: CountProgress) => void = () => {},
): Promise<Linked | null> {
  const reading = scanCompanies(instance, { maxAgeMs: 0, onProgress }).then(
    (scan) => ({
      companies: linkedWith(scan.companies, integration),
      isComplete: isComplete(scan),
      at: scan.readAt,
    }),
    (error: unknown) => {
      if (isAppError(error)) return null;
      throw error;
    },
  );
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), env().pageTimeoutMs);
  });
  try {
    return await Promise.race([reading, limit]);
  } finally {
    clearTimeout(timer);
  }
}
