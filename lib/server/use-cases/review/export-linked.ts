import 'server-only';

import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { toCsv } from '@/lib/csv';
import { findIntegration } from '@/lib/integrations/registry';
import { actorOf } from '../../activity/actor';
import { recordActivity } from '../../activity/record';
import { forViewer } from '../../auth/guard';
import type { CodatCompany } from '../../codat/company-wire';
import { isConnectionOf } from '../../companies/company-scan';
import { countLinked } from '../../companies/count-linked';
import { AppError } from '../../errors';
import { currentLocale } from '../../i18n/locale';
import { codatClientFor } from '../../instances/codat-client-for';
import { requireInstance } from '../../instances/find-instance';

const inputSchema = z.object({ instance: z.string().max(60), key: z.string().max(100) });

const heads = {
  en: ['Company', 'Company ID', 'Connection ID', 'Linked since', 'Last data sync'],
  fr: ['Entreprise', 'ID de l’entreprise', 'ID de la connexion', 'Liée depuis', 'Dernière synchronisation'],
} as const;

type Export = {
  readonly file: string;
  readonly text: string;
  readonly companies: number;
  readonly isComplete: boolean;
};

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
    const locale = await currentLocale();
    const t = await getTranslations('review');
    const rows = linked.companies.flatMap((company) => rowsOf(company, integration));
    const day = new Date(linked.at).toISOString().slice(0, 10);
    return {
      file: `${instance.slug}-${input.key}-${day}${linked.isComplete ? '' : t('incompleteFile')}.csv`,
      // The notice is the first row under the heads, so that readers of the file see it first.
      text: toCsv([heads[locale], ...(linked.isComplete ? [] : [[t('incompleteRow')]]), ...rows], locale),
      companies,
      isComplete: linked.isComplete,
    };
  },
);

function rowsOf(company: CodatCompany, integration: { readonly key: string; readonly name: string }) {
  return company.connections
    .filter((connection) => connection.status === 'Linked' && isConnectionOf(connection, integration))
    .map(({ id, created, lastSync }) => [company.name, company.id, id, created ?? '', lastSync ?? '']);
}
