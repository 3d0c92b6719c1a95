import { getLocale, getTranslations } from 'next-intl/server';
import { Moment } from '@/components/ui/moment';
import { Panel } from '@/components/ui/panel';
import { TextLink } from '@/components/ui/text-link';
import type { ActivityEntry } from '@/lib/activity/views';
import { routes } from '@/lib/routes';
import { concernedMessages } from '../review/review-messages';

type Props = { readonly instance: string; readonly entries: readonly ActivityEntry[] };

const shown = 4;

/** The last changes of one integration, with the way to all of them. */
export async function HistoryPanel({ instance, entries }: Props) {
  if (entries.length === 0) return null;
  const [t, activity, reconnect, concerned, locale] = await Promise.all([
    getTranslations('integration'),
    getTranslations('activity'),
    getTranslations('reconnect'),
    concernedMessages(),
    getLocale(),
  ]);
  return (
    <Panel title={t('history')}>
      <ul className="mb-3 flex flex-col gap-2.5">
        {entries.slice(0, shown).map((entry) => (
          <li key={entry.id}>
            <span className="block text-ink">
              {t('historyLine', {
                what: activity(`actions.${entry.action}`, {
                  name: entry.integration,
                  company: entry.company,
                  count: entry.count,
                }),
                outcome: activity(`outcomes.${entry.outcome}`),
              })}
              {entry.companies !== null && `, ${concerned(entry.companies)}`}
            </span>
            {entry.reconnect && (
              <TextLink href={routes.reconnect({ instance, ...entry.reconnect })}>
                {reconnect('activityLink')}
              </TextLink>
            )}
            <span className="block text-[0.8125rem] text-ink-3">
              <Moment at={entry.at} locale={locale} />, {entry.actor}
            </span>
          </li>
        ))}
      </ul>
      <TextLink href={routes.activity(instance)}>{t('wholeHistory')}</TextLink>
    </Panel>
  );
}
