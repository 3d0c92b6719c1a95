import 'server-only';

import { z } from 'zod';
import { maxCompanyNameLength, sanitizeCompanyName } from '@/lib/companies/company-name';
import type { LinkedCompany } from '@/lib/companies/views';
import { type Actor, actorOf } from '../../activity/actor';
import { forViewer } from '../../auth/guard';
import type { CodatClient } from '../../codat/client';
import { decideOnce, writeToCompany } from '../../companies/company-write';
import { snapshotLatestCompanies } from '../../companies/observe-company-write';
import { recordLinkReading } from '../../companies/record-link-reading';
import type { InstanceRow } from '../../db/schema';
import { AppError } from '../../errors';
import { codatClientFor } from '../../instances/codat-client-for';
import { requireWrittenInstance, writtenInstance } from '../../instances/find-instance';
import { requestOf } from '../../operations/operation-requests';

const change = z.object({
  ...writtenInstance,
  name: z
    .string()
    .max(maxCompanyNameLength)
    .transform((typed) => sanitizeCompanyName(typed).name)
    .pipe(z.string().min(1)),
  operation: z.uuid(),
});

/** Sends the name in the form that Codat keeps, which is the form that the user saw. */
export const createCompany = forViewer(
  'companies:edit',
  change,
  async (viewer, { name, ...input }): Promise<LinkedCompany> => {
    const instance = await requireWrittenInstance(input);
    const codat = await codatClientFor(instance);
    const request = await requestOf({
      id: input.operation,
      viewer,
      instance,
      kind: 'company.create',
      subject: 'companies',
      asked: { name },
    });
    const made = await decideOnce({
      codat,
      request,
      write: async () =>
        writeToCompany({
          instance,
          actor: actorOf(viewer),
          codat,
          request,
          record: await snapshotLatestCompanies(codat, name),
          details: { company: name },
          send: () => codat.createCompany(name),
        }),
    });
    return toLinked({ instance, actor: actorOf(viewer), codat }, made, name);
  },
);

type Reader = { readonly instance: InstanceRow; readonly actor: Actor; readonly codat: CodatClient };

/** Returns the new company and its link. If the link can't be read now, the user can get it from the company later. */
async function toLinked(
  { instance, actor, codat }: Reader,
  id: string | null,
  name: string,
): Promise<LinkedCompany> {
  if (id === null) throw new AppError('not-found');
  const findOnRecord = async () => {
    const company = await codat.findCompany(id);
    if (company?.redirect) await recordLinkReading({ instance, actor, company });
    return company;
  };
  const company = await findOnRecord().catch(() => null);
  return { id, name: company?.name ?? name, linkUrl: company?.redirect ?? null };
}
