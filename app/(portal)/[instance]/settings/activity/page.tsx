import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { KeyNotice } from '@/app/(portal)/[instance]/key-notice';
import { ActivityFilters } from '@/components/activity/activity-filters';
import { ActivityList } from '@/components/activity/activity-list';
import { UnreadableNote } from '@/components/activity/unreadable-note';
import { PageHeader } from '@/components/shell/page-header';
import { TextLink } from '@/components/ui/text-link';
import { toActivityQuery } from '@/lib/activity/activity-query';
import { routes } from '@/lib/routes';
import { orInterrupt } from '@/lib/server/respond';
import { listActivity } from '@/lib/server/use-cases/activity/list-activity';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('activity') };
}

export default async function ActivityPage({
  params,
  searchParams,
}: PageProps<'/[instance]/settings/activity'>) {
  const [{ instance }, given] = await Promise.all([params, searchParams]);
  const view = await orInterrupt(() => listActivity({ instance, searchParams: given }));
  const [t, nav] = await Promise.all([getTranslations('activity'), getTranslations('nav')]);
  const query = toActivityQuery(given);
  return (
    <>
      <KeyNotice instance={instance} />
      <PageHeader title={nav('activity')} lead={t('lead')}>
        {view.mayReadAll && <TextLink href={routes.activity(null)}>{t('all')}</TextLink>}
      </PageHeader>
      <div className="flex flex-col gap-4">
        <ActivityFilters instance={instance} query={query} />
        <UnreadableNote searchParams={given} />
        <ActivityList instance={instance} query={query} view={view} />
      </div>
    </>
  );
}
