import 'server-only';

import { z } from 'zod';
import type { ConnectionLink } from '@/lib/companies/views';
import { findIntegration } from '@/lib/integrations/registry';
import { type Actor, actorOf } from '../../activity/actor';
import { forViewer } from '../../auth/guard';
import type { CodatClient } from '../../codat/client';
import { decideOnce, writeToCompany } from '../../companies/company-write';
import { recordLinkReading } from '../../companies/record-link-reading';
import { toConnectionLink } from '../../companies/to-company-view';
import type { InstanceRow } from '../../db/schema';
import { AppError } from '../../errors';
import { codatClientFor } from '../../instances/codat-client-for';
import { requireWrittenInstance, writtenInstance } from '../../instances/find-instance';
import { requestOf } from '../../operations/operation-requests';

const change = z.object({
  ...writtenInstance,
  company: z.string().max(100),
  key: z.string().max(100),
  operation: z.uuid(),
});

/** Creates a connection that waits for the customer, and returns its link. */
export const createConnection = forViewer(
  'companies:edit',
  change,
  async (viewer, input): Promise<ConnectionLink> => {
    const instance = await requireWrittenInstance(input);
    const codat = await codatClientFor(instance);
    const request = await requestOf({
      id: input.operation,
      viewer,
      instance,
      kind: 'connection.create',
      subject: `company/${input.company}`,
      asked: { key: input.key },
    });
    // A replayed request hasn't read the company again, so its id is used for the name.
    let companyName = input.company;
    const write = async () => {
      const [company, integration] = await Promise.all([
        codat.findCompany(input.company),
        codat.getIntegration(input.key),
      ]);
      if (!company) throw new AppError('not-found');
      companyName = company.name;
      const name = findIntegration(input.key)?.name ?? integration.name;
      if (!integration.enabled) throw new AppError('not-offered', { name });
      return writeToCompany({
        instance,
        actor: actorOf(viewer),
        codat,
        request,
        record: {
          company: company.id,
          connection: null,
          name: integration.name,
          key: input.key,
          before: company.connections.map(({ id }) => id),
          since: null,
        },
        details: { company: company.name, companyId: company.id, platform: name },
        send: () => codat.createConnection(company.id, input.key),
      });
    };
    const made = await decideOnce({ codat, request, write });
    const reader = { instance, actor: actorOf(viewer), codat, key: input.key };
    return toLink(reader, { id: input.company, name: companyName }, made);
  },
);

type Reader = {
  readonly instance: InstanceRow;
  readonly actor: Actor;
  readonly codat: CodatClient;
  readonly key: string;
};

/** Returns the new connection's link. If it can't be read now, opening the dialog again offers it. */
async function toLink(
  { instance, actor, codat, key }: Reader,
  company: { readonly id: string; readonly name: string },
  id: string | null,
): Promise<ConnectionLink> {
  if (id === null) throw new AppError('not-found');
  const findOnRecord = async () => {
    const connection = await codat.findConnection(company.id, id);
    if (connection?.linkUrl) await recordLinkReading({ instance, actor, company, integrationKey: key });
    return connection;
  };
  const connection = await findOnRecord().catch(() => null);
  if (connection) return toConnectionLink(connection);
  return { id, platform: findIntegration(key)?.name ?? key, status: 'PendingAuth', linkUrl: null };
}
