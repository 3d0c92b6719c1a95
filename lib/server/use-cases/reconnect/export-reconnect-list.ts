import 'server-only';

import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { toCsv } from '@/lib/csv';
import { stateWord } from '@/lib/reconnect/reconnect-state';
import { inOrder, matching } from '@/lib/reconnect/select-rows';
import type { ReconnectRow } from '@/lib/reconnect/views';
import { reconnectFilters } from '@/lib/routes';
import { actorOf } from '../../activity/actor';
import { recordActivity } from '../../activity/record';
import { forViewer } from '../../auth/guard';
import type { CompanyLinks } from '../../codat/link-calls';
import { currentLocale } from '../../i18n/locale';
import { codatClientFor } from '../../instances/codat-client-for';
import { changeQuestion, requireChange } from '../../reconnect/reconnect-list';
import { readReconnectRows } from '../../reconnect/reconnect-rows';

const question = changeQuestion.extend({
  search: z.string().max(100).default(''),
  show: z.enum(reconnectFilters).default('all'),
  links: z.boolean().default(false),
});

export type ReconnectExport = { readonly file: string; readonly text: string };

/** Exports the rows that match a search and a filter, in the order of the page. Link URLs are included on request. */
export const exportReconnectList = forViewer(
  'integrations:manage',
  question,
  async (viewer, input, run): Promise<ReconnectExport> => {
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
    const heads = [t('company'), t('companyId'), t('state'), t('backSinceUtc')];
    const lines = rows.map((row) => {
      const word = stateWord(row);
      const cells = [row.name, row.company, word ? t(`states.${word}`) : row.state, toTime(row.backAt)];
      return input.links ? [...cells, linksOf(row, links.get(row.company))] : cells;
    });
    const day = new Date().toISOString().slice(0, 10);
    return {
      file: `${instance.slug}-${change.integration_key}-reconnect-${day}${isWhole ? '' : t('incompleteFile')}.csv`,
      text: toCsv(
        [
          input.links ? [...heads, t('link')] : heads,
          ...(isComplete ? [] : [[t('incompleteRow')]]),
          ...(hasAllLinks ? [] : [[t('incompleteLinksRow')]]),
          ...lines,
        ],
        locale,
      ),
    };
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
