import 'server-only';

import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import type { CsvFile } from '@/lib/csv';
import { stateWord } from '@/lib/reconnect/reconnect-state';
import { inOrder, matching } from '@/lib/reconnect/select-rows';
import type { ReconnectRow } from '@/lib/reconnect/views';
import { reconnectFilters } from '@/lib/routes';
import { actorOf } from '../../activity/actor';
import { recordActivity } from '../../activity/record';
import { forViewer } from '../../auth/guard';
import type { CompanyLinks } from '../../codat/link-calls';
import { toCsvFile } from '../../csv-file';
import { currentLocale } from '../../i18n/locale';
import { codatClientFor } from '../../instances/codat-client-for';
import { changeQuestion, requireChange } from '../../reconnect/reconnect-list';
import { readReconnectRows } from '../../reconnect/reconnect-rows';

const question = changeQuestion.extend({
  search: z.string().max(100).default(''),
  show: z.enum(reconnectFilters).default('all'),
  links: z.boolean().default(false),
});

/** Exports the rows that match a search and a filter, in the order of the page. Link URLs are included on request. */
export const exportReconnectList = forViewer(
  'integrations:manage',
  question,
  async (viewer, input, run): Promise<CsvFile> => {
    const place = await requireChange(input);
    const { instance, change } = place;
    const locale = await currentLocale();
    const { known, others, isComplete } = await readReconnectRows(place);
    const rows = matching(inOrder([...known, ...others], locale), input);
    const wanted = new Set(
      rows.filter(({ connections }) => connections.length > 0).map(({ company }) => company),
    );
    const { links, isComplete: hasAllLinks } =
      input.links && wanted.size > 0
        ? await (await codatClientFor(instance)).listLinks(wanted, run.tell)
        : { links: new Map<string, CompanyLinks>(), isComplete: true };
    const isWhole = isComplete && hasAllLinks;
    await recordActivity({
      chain: instance.id,
      actor: actorOf(viewer),
      action: 'companies.export-reconnect',
      phase: 'event',
      integrationKey: change.integration_key,
      outcome: 'applied',
      details: {
        companies: rows.length,
        change: change.id,
        links: input.links,
        ...(!isWhole && { complete: false }),
      },
    });
    const t = await getTranslations('reconnect');
    return toCsvFile<ReconnectRow>({
      name: [instance.slug, change.integration_key, 'reconnect'],
      at: Date.now(),
      isComplete: isWhole,
      columns: [
        { title: t('company'), cell: ({ name }) => name },
        { title: t('companyId'), cell: ({ company }) => company },
        {
          title: t('state'),
          cell: (row) => {
            const word = stateWord(row);
            return word ? t(`states.${word}`) : row.state;
          },
        },
        { title: t('backSinceUtc'), cell: ({ backAt }) => toTime(backAt) },
        ...(input.links
          ? [{ title: t('link'), cell: (row: ReconnectRow) => linksOf(row, links.get(row.company)) }]
          : []),
      ],
      notices: [
        ...(isComplete ? [] : [t('incompleteRow')]),
        ...(hasAllLinks ? [] : [t('incompleteLinksRow')]),
      ],
      rows,
    });
  },
);

function toTime(at: number | null): string {
  return at === null ? '' : new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

/** Returns a link for each connection to authorize again, or the company's own if that connection was deleted. */
function linksOf({ connections }: ReconnectRow, links: CompanyLinks | undefined): string {
  const urls = connections.map((id) => links?.connections.get(id) ?? links?.url ?? '');
  return [...new Set(urls)].join(' ').trim();
}
