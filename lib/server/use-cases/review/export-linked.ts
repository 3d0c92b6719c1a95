import 'server-only';

import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import type { CsvFile } from '@/lib/csv';
import { findIntegration } from '@/lib/integrations/registry';
import { actorOf } from '../../activity/actor';
import { recordActivity } from '../../activity/record';
import { forViewer } from '../../auth/guard';
import type { CodatCompany, CodatConnection } from '../../codat/company-wire';
import { isConnectionOf } from '../../companies/company-scan';
import { countLinked } from '../../companies/count-linked';
import { toCsvFile } from '../../csv-file';
import { AppError } from '../../errors';
import { codatClientFor } from '../../instances/codat-client-for';
import { requireInstance } from '../../instances/find-instance';

const inputSchema = z.object({ instance: z.string().max(60), key: z.string().max(100) });

type Export = CsvFile & { readonly companies: number; readonly isComplete: boolean };

/** Exports the companies linked with an integration now as CSV, and records the export. */
export const exportLinked = forViewer(
  'integrations:manage',
  inputSchema,
  async (viewer, input, run): Promise<Export> => {
    const instance = await requireInstance(input.instance);
    const known = findIntegration(input.key);
    const name = known?.name ?? (await (await codatClientFor(instance)).getIntegration(input.key)).name;
    const integration = { key: input.key, name };
    const linked = await countLinked(instance, integration, run.tell);
    if (!linked) throw new AppError('codat-unavailable');
    const companies = linked.companies.length;
    await recordActivity({
      chain: instance.id,
      actor: actorOf(viewer),
      action: 'companies.export-linked',
      phase: 'event',
      integrationKey: input.key,
      outcome: 'applied',
      details: { companies, ...(!linked.isComplete && { complete: false }) },
    });
    const t = await getTranslations('review');
    const csv = await toCsvFile<Row>({
      name: [instance.slug, input.key],
      at: linked.at,
      isComplete: linked.isComplete,
      columns: [
        { title: t('columns.company'), cell: ({ company }) => company.name },
        { title: t('columns.companyId'), cell: ({ company }) => company.id },
        { title: t('columns.connectionId'), cell: ({ connection }) => connection.id },
        { title: t('columns.linkedSince'), cell: ({ connection }) => connection.created ?? '' },
        { title: t('columns.lastSync'), cell: ({ connection }) => connection.lastSync ?? '' },
      ],
      notices: linked.isComplete ? [] : [t('incompleteRow')],
      rows: linked.companies.flatMap((company) => rowsOf(company, integration)),
    });
    return { ...csv, companies, isComplete: linked.isComplete };
  },
);

type Row = { readonly company: CodatCompany; readonly connection: CodatConnection };

function rowsOf(company: CodatCompany, integration: { readonly key: string; readonly name: string }): Row[] {
  return company.connections
    .filter((connection) => connection.status === 'Linked' && isConnectionOf(connection, integration))
    .map((connection) => ({ company, connection }));
}
