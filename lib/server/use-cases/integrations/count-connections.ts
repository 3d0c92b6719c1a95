import 'server-only';

import { z } from 'zod';
import { connectionStatuses } from '@/lib/companies/company-status';
import { findIntegration } from '@/lib/integrations/registry';
import type { ConnectionCounts } from '@/lib/integrations/views';
import { forViewer } from '../../auth/guard';
import { isQuotaLow } from '../../codat/quota';
import { isComplete, isConnectionOf, scanCompanies } from '../../companies/company-scan';
import { AppError } from '../../errors';
import { requireInstance } from '../../instances/find-instance';

const inputSchema = z.object({ instance: z.string().max(60), key: z.string().max(100) });

/** The connections of one integration over all companies, by what Codat says of each. */
export const countConnections = forViewer(
  'integrations:read',
  inputSchema,
  async (_viewer, input): Promise<ConnectionCounts> => {
    const instance = await requireInstance(input.instance);
    if (isQuotaLow(instance.id)) throw new AppError('codat-rate-limited');
    const scan = await scanCompanies(instance);
    const integration = { key: input.key, name: findIntegration(input.key)?.name ?? input.key };
    const byStatus = new Map<string, number>();
    for (const { connections } of scan.companies) {
      for (const connection of connections) {
        if (!isConnectionOf(connection, integration)) continue;
        byStatus.set(connection.status, (byStatus.get(connection.status) ?? 0) + 1);
      }
    }
    const counts = connectionStatuses.map((status) => ({ status, count: byStatus.get(status) ?? 0 }));
    const known = counts.reduce((sum, { count }) => sum + count, 0);
    const all = [...byStatus.values()].reduce((sum, count) => sum + count, 0);
    return { counts, others: all - known, isComplete: isComplete(scan), readAt: scan.readAt };
  },
);
