import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ActivityFilters } from '@/components/activity/activity-filters';
import { ActivityList } from '@/components/activity/activity-list';
import { AnchorNote } from '@/components/activity/anchor-note';
import { UnreadableNote } from '@/components/activity/unreadable-note';
import { PageHeader } from '@/components/shell/page-header';
import { toActivityQuery } from '@/lib/activity/activity-query';
import { orInterrupt } from '@/lib/server/respond';
import { listAllActivity } from '@/lib/server/use-cases/activity/list-activity';
import { readAnchorState } from '@/lib/server/use-cases/activity/read-anchor-state';
import { readPortal } from '@/lib/server/use-cases/portal/read-portal';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('activity'))('all') };
}

/** The installation's own activity, such as sign-ins, together with that of every instance. */
export default async function AllActivityPage({ searchParams }: PageProps<'/settings/activity'>) {
  const given = await searchParams;
  const view = await orInterrupt(() => listAllActivity({ searchParams: given }));
  const { instances } = await readPortal();
  const anchors = await orInterrupt(() => readAnchorState());
  const t = await getTranslations('activity');
  const query = toActivityQuery(given);
  return (
    <>
      <PageHeader title={t('all')} lead={t('allLead')} />
      <div className="flex flex-col gap-4">
        <AnchorNote anchors={anchors} />
        <ActivityFilters instance={null} instances={instances} removed={view.removed} query={query} />
        <UnreadableNote searchParams={given} />
        <ActivityList instance={null} query={query} view={view} />
      </div>
    </>
  );
}
