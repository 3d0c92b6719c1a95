import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { KeyNotice } from '@/app/(portal)/[instance]/key-notice';
import { concernedMessages } from '@/components/review/review-messages';
import { PageHeader } from '@/components/shell/page-header';
import { EmptyState } from '@/components/ui/empty-state';
import { Moment } from '@/components/ui/moment';
import { Table } from '@/components/ui/table';
import { TextLink } from '@/components/ui/text-link';
import type { HistoryEntry } from '@/lib/integrations/views';
import { routes } from '@/lib/routes';
import { orInterrupt } from '@/lib/server/respond';
import { listActivity } from '@/lib/server/use-cases/activity/list-activity';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('activity') };
}

export default async function ActivityPage({ params }: PageProps<'/[instance]/settings/activity'>) {
  const { instance } = await params;
  const rows = await orInterrupt(() => listActivity({ instance }));
  const [t, concerned, reconnect, nav, locale] = await Promise.all([
    getTranslations('activity'),
    concernedMessages(),
    getTranslations('reconnect'),
    getTranslations('nav'),
    getLocale(),
  ]);
  const what = (row: HistoryEntry) => {
    const companies = row.companies === null ? '' : ` (${concerned(row.companies)})`;
    const list = row.reconnect;
    return (
      <>
        {t(`actions.${row.action}`, { name: row.integration, company: row.company, count: row.count }) +
          companies}
        {list && (
          <span className="block">
            <TextLink href={routes.reconnect(instance, list.category, list.key, list.change)}>
              {reconnect('activityLink')}
            </TextLink>
          </span>
        )}
      </>
    );
  };
  return (
    <>
      <KeyNotice instance={instance} />
      <PageHeader title={nav('activity')} lead={t('lead')} />
      {rows.length === 0 ? (
        <EmptyState title={nav('activity')} text={t('empty')} />
      ) : (
        <Table
          label={nav('activity')}
          columns={[t('time'), t('who'), t('what'), t('outcome')]}
          rows={rows.map((row) => ({
            id: row.id,
            cells: [
              <Moment key="at" at={row.at} locale={locale} look="second" />,
              row.actor,
              what(row),
              t(`outcomes.${row.outcome}`),
            ],
          }))}
        />
      )}
    </>
  );
}
