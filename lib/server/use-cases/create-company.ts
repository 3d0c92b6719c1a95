import 'server-only';

import { z } from 'zod';
import { keptName, longestCompanyName } from '@/lib/companies/company-name';
import type { LinkedCompany } from '@/lib/companies/views';
import { forViewer } from '../auth/guard';
import type { CodatClient } from '../codat/client';
import { AppError } from '../errors';
import { codatOf } from '../instances/codat-access';
import { recordOfLatest } from '../instances/company-journal';
import { findRepeated, writeToCompany } from '../instances/company-write';
import { requireInstance } from '../instances/find-instance';

const change = z.object({
  instance: z.string().max(60),
  name: z
    .string()
    .max(longestCompanyName)
    .transform((typed) => keptName(typed).name)
    .pipe(z.string().min(1)),
  operation: z.uuid(),
});

/** Sent as what Codat keeps of it, which is what the person was shown. */
export const createCompany = forViewer(
  'companies:edit',
  change,
  async (viewer, { name, ...input }): Promise<LinkedCompany> => {
    const instance = await requireInstance(input.instance);
    const codat = await codatOf(instance);
    const asked = 'company.create';
    const repeated = await findRepeated(instance, input.operation, asked);
    if (repeated) return requireMade(codat, repeated.made);
    const made = await writeToCompany({
      instance,
      actor: viewer.email,
      codat,
      operationId: input.operation,
      asked,
      record: await recordOfLatest(codat, name),
      details: { company: name },
      send: () => codat.createCompany(name),
    });
    return requireMade(codat, made);
  },
);

async function requireMade(codat: CodatClient, id: string | null): Promise<LinkedCompany> {
  const company = id === null ? null : await codat.findCompany(id);
  if (!company) throw new AppError('not-found');
  return { id: company.id, name: company.name, linkUrl: company.redirect ?? null };
}
