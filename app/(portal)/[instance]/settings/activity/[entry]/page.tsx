import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { KeyNotice } from '@/app/(portal)/[instance]/key-notice';
import { ActivityEntry } from '@/components/activity/activity-entry';
import { entryTitle } from '@/components/activity/entry-title';
import { PurgedNote } from '@/components/activity/purged-note';
import { PageHeader } from '@/components/shell/page-header';
import { orInterrupt } from '@/lib/server/respond';
import { readActivityEntry } from '@/lib/server/use-cases/activity/read-activity-entry';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('activity') };
}

export default async function EntryPage({ params }: PageProps<'/[instance]/settings/activity/[entry]'>) {
  const { instance, entry } = await params;
  const view = await orInterrupt(() => readActivityEntry.untrusted({ instance, entry }));
  const t = await getTranslations('activity');
  return (
    <>
      <KeyNotice instance={instance} />
      <PageHeader
        title={'purged' in view ? t('entry.title', { number: Number(entry) }) : await entryTitle(view.entry)}
      />
      {'purged' in view ? (
        <PurgedNote purged={view.purged} />
      ) : (
        <ActivityEntry instance={instance} view={view} />
      )}
    </>
  );
}
