import 'server-only';

import { z } from 'zod';
import { toCompanyQuery } from '@/lib/companies/company-question';
import type { CompanyRow } from '@/lib/companies/views';
import { actorOf } from '../../activity/actor';
import { recordActivity } from '../../activity/record';
import { forViewer } from '../../auth/guard';
import { listCompanies } from '../../companies/company-list';
import { toCompanyRow } from '../../companies/to-company-view';
import { requireInstance } from '../../instances/find-instance';

const query = z.object({
  instance: z.string().max(60),
  searchParams: z.record(z.string().max(60), z.string().max(200)).default({}),
});

export type CompanyExport = {
  readonly total: number;
  readonly isComplete: boolean;
  readonly rows: readonly CompanyRow[];
};

/** Exports all companies on all pages of the table. It records who exports them before any data leaves. */
export const exportCompanies = forViewer(
  'companies:export',
  query,
  async (viewer, input): Promise<CompanyExport> => {
    const instance = await requireInstance(input.instance);
    const query = toCompanyQuery(input.searchParams);
    const list = await listCompanies(instance, query);
    const { companies, total } = list;
    const isComplete = list.isComplete && list.unreadable === 0;
    await recordActivity({
      chain: instance.id,
      actor: actorOf(viewer),
      action: 'companies.export',
      phase: 'event',
      outcome: 'applied',
      details: {
        count: total,
        ...(!isComplete && { complete: false }),
        ...(query.search && { search: query.search }),
        ...(query.status && { status: query.status }),
        ...(query.integration && { integration: query.integration }),
      },
    });
    return { total, isComplete, rows: companies.map(toCompanyRow) };
  },
);
