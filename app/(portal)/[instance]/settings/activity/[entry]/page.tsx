import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { KeyNotice } from '@/app/(portal)/[instance]/key-notice';
import { ActivityEntry } from '@/components/activity/activity-entry';
import { entryTitle } from '@/components/activity/entry-title';
import { PageHeader } from '@/components/shell/page-header';
import { orInterrupt } from '@/lib/server/respond';
import { readActivityEntry } from '@/lib/server/use-cases/activity/read-activity-entry';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('activity') };
}

export default async function EntryPage({ params }: PageProps<'/[instance]/settings/activity/[entry]'>) {
  const { instance, entry } = await params;
  const view = await orInterrupt(() => readActivityEntry.untrusted({ instance, entry }));
  return (
    <>
      <KeyNotice instance={instance} />
      <PageHeader title={await entryTitle(view.entry)} />
      <ActivityEntry instance={instance} view={view} />
    </>
  );
}
