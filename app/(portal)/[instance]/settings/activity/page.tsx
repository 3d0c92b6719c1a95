import type { Metadata } from 'next';
import { getFormatter, getTranslations } from 'next-intl/server';
import { concernedWords } from '@/components/integrations/review-words';
import { PageHeader } from '@/components/shell/page-header';
import { EmptyState } from '@/components/ui/empty-state';
import { Table } from '@/components/ui/table';
import { orInterrupt } from '@/lib/server/respond';
import { listActivity } from '@/lib/server/use-cases/list-activity';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('activity') };
}

export default async function ActivityPage({ params }: PageProps<'/[instance]/settings/activity'>) {
  const { instance } = await params;
  const rows = await orInterrupt(() => listActivity({ instance }));
  const [t, concerned, nav, format] = await Promise.all([
    getTranslations('activity'),
    concernedWords(),
    getTranslations('nav'),
    getFormatter(),
  ]);
  return (
    <>
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
              format.dateTime(row.at, { dateStyle: 'medium', timeStyle: 'medium' }),
              row.actor,
              t(`actions.${row.action}`, {
                name: row.integration,
                company: row.company,
                count: row.count,
              }) + (row.companies === null ? '' : ` (${concerned(row.companies)})`),
              t(`outcomes.${row.outcome}`),
            ],
          }))}
        />
      )}
    </>
  );
}
