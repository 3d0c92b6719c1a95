import 'server-only';

import type { CountProgress } from '@/lib/integrations/review';
import type { CodatCompany } from '../codat/company-wire';
import type { InstanceRow } from '../db/schema';
import { env } from '../env';
import { isAppError } from '../errors';
import { linkedWith, scanCompanies } from './company-scan';

export type Linked = {
  readonly companies: readonly CodatCompany[];
  /** When the counting began: whoever became linked after that may be missing. */
  readonly at: number;
};

/** Who is linked now, of all companies. Null where Codat does not say so, or not in the time a page may take. */
export async function countLinked(
  instance: InstanceRow,
  integration: { readonly key: string; readonly name: string },
  onProgress: (progress: CountProgress) => void = () => {},
): Promise<Linked | null> {
  const reading = scanCompanies(instance, { maxAgeMs: 0, onProgress }).then(
    ({ companies, readAt }) => ({ companies: linkedWith(companies, integration), at: readAt }),
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
