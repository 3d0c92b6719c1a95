import { getLocale, getTranslations } from 'next-intl/server';
import { formatUtc } from '@/components/ui/format-moment';
import { Panel, PanelRows } from '@/components/ui/panel';
import type { ConnectionCounts } from '@/lib/integrations/views';
import { LastRead } from '../integrations/last-read';

type Props = {
  /** The integration's own number, known before all companies are counted. */
  readonly linkedCount: number | null;
  /** Null while they are counted, or where they can't be. */
  readonly counts: ConnectionCounts | null;
  readonly isCounting?: boolean;
};

/** The customers' connections by status. */
export async function ConnectionsPanel({ linkedCount, counts, isCounting = false }: Props) {
  const t = await getTranslations('integration');
  if (!counts) {
    return (
      <Panel title={t('connections')}>
        <PanelRows rows={[{ term: t('statuses.Linked'), value: linkedCount ?? t('notSent') }]} />
        <p className="mt-1.5 text-[0.8125rem] text-ink-3">{t(isCounting ? 'counting' : 'notCounted')}</p>
      </Panel>
    );
  }
  const locale = await getLocale();
  return (
    <Panel title={t('connections')}>
      <PanelRows
        rows={[
          ...counts.counts.map(({ status, count }) => ({ term: t(`statuses.${status}`), value: count })),
          ...(counts.others > 0 ? [{ term: t('statuses.other'), value: counts.others }] : []),
          {
            term: t('read'),
            value: (
              <LastRead
                key={counts.readAt}
                ageMs={Date.now() - counts.readAt}
                readAt={counts.readAt}
                utc={formatUtc(counts.readAt, locale)}
                locale={locale}
                sentence="{age}"
                justNow={(await getTranslations('tiles'))('justNow')}
              />
            ),
          },
        ]}
      />
      {!counts.isComplete && <p className="mt-1.5 text-[0.8125rem] text-caution">{t('gaps')}</p>}
    </Panel>
  );
}
