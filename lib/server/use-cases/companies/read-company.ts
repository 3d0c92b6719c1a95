import 'server-only';

import { z } from 'zod';
import { can } from '@/lib/access/permissions';
import { companyStatus } from '@/lib/companies/company-status';
import type { CompanyView } from '@/lib/companies/views';
import { forViewer } from '../../auth/guard';
import { parseCodatDate } from '../../codat/codat-date';
import { observeOpenWrite } from '../../companies/company-write';
import { toConnectionRow } from '../../companies/to-company-view';
import { AppError } from '../../errors';
import { codatClientFor } from '../../instances/codat-client-for';
import { requireInstance } from '../../instances/find-instance';

const inputSchema = z.object({ instance: z.string().max(60), company: z.string().max(100) });

export const readCompany = forViewer(
  'companies:read',
  inputSchema,
  async (viewer, input): Promise<CompanyView> => {
    const instance = await requireInstance(input.instance);
    const codat = await codatClientFor(instance);
    const operation = await observeOpenWrite(instance, input.company, codat);
    const readAt = Date.now();
    const company = await codat.findCompany(input.company);
    if (!company) throw new AppError('not-found');
    return {
      id: company.id,
      name: company.name,
      status: companyStatus(company),
      description: company.description ?? null,
      createdAt: parseCodatDate(company.created),
      createdBy: company.createdByUserName ?? null,
      lastSyncAt: parseCodatDate(company.lastSync),
      connections: company.connections.map(toConnectionRow),
      unreadableConnections: company.unreadableConnections,
      readAt,
      unsettled: operation !== undefined,
      accepted: typeof operation?.accepted_at === 'number',
      may: {
        removeConnections: can(viewer.role, 'connections:remove'),
        remove: can(viewer.role, 'companies:delete'),
      },
    };
  },
);
