import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ActivityEntry } from '@/components/activity/activity-entry';
import { entryTitle } from '@/components/activity/entry-title';
import { PurgedNote } from '@/components/activity/purged-note';
import { PageHeader } from '@/components/shell/page-header';
import { orInterrupt } from '@/lib/server/respond';
import { readInstallationEntry } from '@/lib/server/use-cases/activity/read-activity-entry';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('activity') };
}

export default async function InstallationEntryPage({
  params,
  searchParams,
}: PageProps<'/settings/activity/[entry]'>) {
  const { entry } = await params;
  const { removed } = await searchParams;
  const view = await orInterrupt(() => readInstallationEntry.untrusted({ entry, removed }));
  const t = await getTranslations('activity');
  return (
    <>
      <PageHeader
        title={'purged' in view ? t('entry.title', { number: Number(entry) }) : await entryTitle(view.entry)}
      />
      {'purged' in view ? <PurgedNote purged={view.purged} /> : <ActivityEntry instance={null} view={view} />}
    </>
  );
}
