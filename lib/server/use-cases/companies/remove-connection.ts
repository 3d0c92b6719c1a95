import 'server-only';

import { z } from 'zod';
import { actorOf } from '../../activity/actor';
import { requireFreshSignIn } from '../../auth/fresh-sign-in';
import { forViewer } from '../../auth/guard';
import { platformOf } from '../../companies/company-list';
import { decideOnce, writeToCompany } from '../../companies/company-write';
import { AppError } from '../../errors';
import { codatClientFor } from '../../instances/codat-client-for';
import { requireWrittenInstance, writtenInstance } from '../../instances/find-instance';
import { requestOf } from '../../operations/operation-requests';

const change = z.object({
  ...writtenInstance,
  company: z.string().max(100),
  connection: z.string().max(100),
  how: z.enum(['unlink', 'delete']),
  /** The name of the connection's platform, as typed to delete it. */
  confirmation: z.string().max(300).default(''),
  operation: z.uuid(),
});

/** Unlinks a connection, which can be authorized again, or deletes it, which is final. */
export const removeConnection = forViewer('connections:remove', change, async (viewer, input) => {
  const instance = await requireWrittenInstance(input);
  const codat = await codatClientFor(instance);
  const request = await requestOf({
    id: input.operation,
    viewer,
    instance,
    kind: input.how === 'unlink' ? 'connection.unlink' : 'connection.delete',
    subject: `company/${input.company}/connection/${input.connection}`,
    asked: null,
  });
  const write = async () => {
    const company = await codat.findCompany(input.company);
    const connection = company?.connections.find(({ id }) => id === input.connection);
    // The connection may be one of those that can't be read.
    if (company && !connection && company.unreadableConnections > 0) {
      throw new AppError('codat-unavailable', { reason: 'answer' });
    }
    if (!company || !connection) throw new AppError('not-found');
    const name = platformOf(connection);
    if (input.how === 'unlink' && connection.status !== 'Linked') throw new AppError('not-linked', { name });
    if (input.how === 'delete' && input.confirmation.trim() !== name) {
      throw new AppError('not-confirmed', { name });
    }
    if (instance.kind === 'live') await requireFreshSignIn(viewer);
    const at = [company.id, connection.id] as const;
    return writeToCompany({
      instance,
      actor: actorOf(viewer),
      codat,
      request,
      record: { company: company.id, connection: connection.id, name, key: '', before: [], since: null },
      details: {
        company: company.name,
        companyId: company.id,
        platform: name,
        connectionId: connection.id,
        status: connection.status,
      },
      send: async () => ({
        answer: await (input.how === 'unlink'
          ? codat.unlinkConnection(...at)
          : codat.deleteConnection(...at)),
        id: null,
      }),
    });
  };
  await decideOnce({ codat, request, write });
});
