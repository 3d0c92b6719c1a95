import 'server-only';

import { z } from 'zod';
import { actorOf } from '../../activity/actor';
import { requireFreshSignIn } from '../../auth/fresh-sign-in';
import { forViewer } from '../../auth/guard';
import { decideOnce, writeToCompany } from '../../companies/company-write';
import { AppError } from '../../errors';
import { codatClientFor } from '../../instances/codat-client-for';
import { requireWrittenInstance, writtenInstance } from '../../instances/find-instance';
import { requestOf } from '../../operations/operation-requests';

const change = z.object({
  ...writtenInstance,
  company: z.string().max(100),
  /** The company's name, as typed. */
  confirmation: z.string().max(1_000),
  operation: z.uuid(),
});

/** Deletes a company for good: Codat keeps nothing of it, its connections or its data. */
export const deleteCompany = forViewer('companies:delete', change, async (viewer, input) => {
  const instance = await requireWrittenInstance(input);
  const codat = await codatClientFor(instance);
  const request = await requestOf({
    id: input.operation,
    viewer,
    instance,
    kind: 'company.delete',
    subject: `company/${input.company}`,
    asked: null,
  });
  const write = async () => {
    const company = await codat.findCompany(input.company);
    if (!company) throw new AppError('not-found');
    const { id, name, connections, unreadableConnections } = company;
    if (input.confirmation.trim() !== name.trim()) throw new AppError('not-confirmed', { name });
    if (instance.kind === 'live') await requireFreshSignIn(viewer);
    return writeToCompany({
      instance,
      actor: actorOf(viewer),
      codat,
      request,
      record: { company: id, connection: null, name, key: '', before: [], since: null },
      details: { company: name, companyId: id, connections: connections.length + unreadableConnections },
      send: async () => ({ answer: await codat.deleteCompany(id), id: null }),
    });
  };
  await decideOnce({ codat, request, write });
});
