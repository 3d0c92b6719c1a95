import 'server-only';

import { z } from 'zod';
import { can } from '@/lib/access/permissions';
import { companiesPerPage, toCompanyQuery } from '@/lib/companies/company-question';
import type { CompaniesView } from '@/lib/companies/views';
import { forViewer } from '../../auth/guard';
import { findQuota } from '../../codat/quota';
import { readCompanyPage } from '../../companies/company-list';
import { toCompanyRow } from '../../companies/to-company-view';
import { requireInstance } from '../../instances/find-instance';

const query = z.object({
  instance: z.string().max(60),
  /** The search parameters of the address. Invalid ones are ignored. */
  searchParams: z
    .record(z.string().max(60), z.union([z.string(), z.array(z.string())]).optional())
    .default({}),
});

/** Returns the page of an instance's companies that the address asks for. */
export const readCompanies = forViewer(
  'companies:read',
  query,
  async (viewer, input): Promise<CompaniesView> => {
    const instance = await requireInstance(input.instance);
    const part = await readCompanyPage(instance, toCompanyQuery(input.searchParams));
    const { page, total, hasNext, unreadable, isComplete, readAt, isStale } = part;
    const quota = can(viewer.role, 'instances:manage') ? findQuota(instance.id) : null;
    return {
      rows: part.companies.map(toCompanyRow),
      total,
      page,
      pages: total === null ? null : Math.max(1, Math.ceil(total / companiesPerPage)),
      hasNext,
      unreadable,
      isComplete,
      readAt,
      isStale,
      quota: quota && { remaining: quota.remaining, limit: quota.limit },
      mayExport: can(viewer.role, 'companies:export'),
    };
  },
);
