import { getLocale, getTranslations } from 'next-intl/server';
import { EmptyState } from '@/components/ui/empty-state';
import { Moment } from '@/components/ui/moment';
import { Pages } from '@/components/ui/pages';
import { Table } from '@/components/ui/table';
import { TextLink } from '@/components/ui/text-link';
import { type ActivityQuery, isNarrowed } from '@/lib/activity/activity-query';
import type { ActivityEntry, ActivityView } from '@/lib/activity/views';
import { routes } from '@/lib/routes';
import { concernedMessages } from '../review/review-messages';
import { ActivityExportForm } from './activity-export-form';
import { entryTitle } from './entry-title';
import { PurgedNote } from './purged-note';

type Props = {
  /** Null on the page of the whole installation. */
  readonly instance: string | null;
  readonly query: ActivityQuery;
  readonly view: ActivityView;
};

export async function ActivityList({ instance, query, view }: Props) {
  const [t, nav, locale] = await Promise.all([
    getTranslations('activity'),
    getTranslations('nav'),
    getLocale(),
  ]);
  const { entries, next, purged } = view;
  if (entries.length === 0) {
    return (
      <div className="flex flex-col gap-4">
        <EmptyState
          title={isNarrowed(query) || query.after ? t('noMatch') : nav('activity')}
          text={isNarrowed(query) || query.after ? t('noMatchText') : t('empty')}
        >
          {(isNarrowed(query) || query.after) && (
            <TextLink href={routes.activity(instance)}>{t('filters.clear')}</TextLink>
          )}
        </EmptyState>
        {purged && <PurgedNote purged={purged} />}
      </div>
    );
  }
  const nameOf = ({ instance: slug, removed }: ActivityEntry) =>
    removed ? t('removedInstance', { name: removed.name }) : (slug ?? t('filters.installation'));
  const where = (entry: ActivityEntry) => (instance === null ? [nameOf(entry)] : []);
  return (
    <div className="flex flex-col gap-4">
      <ActivityExportForm instance={instance} query={query} />
      <Table
        label={nav('activity')}
        columns={[
          t('time'),
          t('who'),
          ...(instance === null ? [t('filters.instance')] : []),
          t('what'),
          t('outcome'),
        ]}
        rows={
          await Promise.all(
            entries.map(async (entry) => ({
              id: entry.id,
              cells: [
                <Moment key="at" at={entry.at} locale={locale} look="second" />,
                entry.actor,
                ...where(entry),
                <What key="what" entry={entry} />,
                t(`outcomes.${entry.outcome}`),
              ],
            })),
          )
        }
      />
      {purged && <PurgedNote purged={purged} />}
      {(query.after || next) && (
        <Pages
          label={t('pages')}
          said=""
          previous={{
            label: t('newest'),
            href: query.after ? routes.activity(instance, { ...query, after: null }) : null,
          }}
          next={{
            label: t('older'),
            href: next ? routes.activity(instance, { ...query, after: next }) : null,
          }}
        />
      )}
    </div>
  );
}

/** Leads to the entry itself and, if customers were deauthorized, to their list. */
async function What({ entry }: { readonly entry: ActivityEntry }) {
  const [reconnect, concerned] = await Promise.all([getTranslations('reconnect'), concernedMessages()]);
  const { instance, removed, seq, reconnect: list } = entry;
  const companies = entry.companies === null ? '' : ` (${concerned(entry.companies)})`;
  return (
    <>
      <TextLink href={removed ? routes.removedEntry(removed.id, seq) : routes.activityEntry(instance, seq)}>
        {(await entryTitle(entry)) + companies}
      </TextLink>
      {list && instance && (
        <span className="block">
          <TextLink href={routes.reconnect({ instance, ...list })}>{reconnect('activityLink')}</TextLink>
        </span>
      )}
    </>
  );
}
