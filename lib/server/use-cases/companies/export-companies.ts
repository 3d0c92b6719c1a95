import 'server-only';

import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { toCompanyQuery } from '@/lib/companies/company-question';
import type { CompanyRow } from '@/lib/companies/views';
import { actorOf } from '../../activity/actor';
import { recordActivity } from '../../activity/record';
import { forViewer } from '../../auth/guard';
import { listCompanies } from '../../companies/company-list';
import { toCompanyRow } from '../../companies/to-company-view';
import { type CsvStream, toCsvStream } from '../../csv-file';
import { requireInstance } from '../../instances/find-instance';

const query = z.object({
  instance: z.string().max(60),
  searchParams: z.record(z.string().max(60), z.string().max(200)).default({}),
});

export type CompanyExport = {
  readonly total: number;
  readonly isComplete: boolean;
  readonly rows: readonly CompanyRow[];
  readonly csv: CsvStream;
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
    const rows = companies.map(toCompanyRow);
    const t = await getTranslations('companies');
    const csv = await toCsvStream({
      name: [t('exportFile'), instance.slug],
      at: Date.now(),
      isComplete,
      columns: [
        { title: t('columns.name'), cell: ({ name }) => name },
        { title: t('columns.status'), cell: ({ status }) => t(`statuses.${status}`) },
        { title: t('columns.platforms'), cell: ({ platforms }) => platforms.join(', ') || t('none') },
        {
          title: t('utc', { column: t('columns.created') }),
          cell: ({ createdAt }) => toTime(createdAt) ?? t('none'),
        },
        {
          title: t('utc', { column: t('columns.lastSync') }),
          cell: ({ lastSyncAt }) => toTime(lastSyncAt) ?? t('none'),
        },
        { title: t('columns.id'), cell: ({ id }) => id },
      ],
      notices: isComplete ? [] : [t('incompleteRow')],
      rows,
    });
    return { total, isComplete, rows, csv };
  },
);

/** Formats a time so that every spreadsheet can read it. */
function toTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
