import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { Suspense } from 'react';
import { KeyNotice } from '@/app/(portal)/[instance]/key-notice';
import { ReadingLine } from '@/components/integrations/reading-line';
import { PageHeader } from '@/components/shell/page-header';
import { CategoryTabs } from '@/components/tiles/category-tabs';
import { TileFilterBar } from '@/components/tiles/tile-filter-bar';
import { TileList } from '@/components/tiles/tile-list';
import { TileSkeleton } from '@/components/tiles/tile-skeleton';
import { Notice } from '@/components/ui/notice';
import { type Category, isCategory } from '@/lib/category';
import { type TileFilter, tileFilters } from '@/lib/routes';
import { toErrorMessage } from '@/lib/server/respond';
import { countTiles } from '@/lib/server/use-cases/integrations/count-tiles';
import { readTiles } from '@/lib/server/use-cases/integrations/read-tiles';
import { enablementAction, refreshAction, retryAction } from '../actions';

type Props = PageProps<'/[instance]/settings/integrations/[category]'>;
type Question = {
  readonly instance: string;
  readonly category: Category;
  readonly search: string;
  readonly show: TileFilter;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { category } = await params;
  return isCategory(category) ? { title: (await getTranslations('categories'))(category) } : {};
}

export default async function TilesPage({ params, searchParams }: Props) {
  const { instance, category } = (await params) as { instance: string; category: Category };
  const { search, show } = await searchParams;
  const question: Question = {
    instance,
    category,
    search: typeof search === 'string' ? search.slice(0, 100) : '',
    show: tileFilters.find((filter) => filter === show) ?? 'all',
  };
  const t = await getTranslations('tiles');
  return (
    <>
      <KeyNotice instance={instance} />
      <PageHeader title={t('title')} lead={t('lead')} />
      <div className="flex flex-col gap-4">
        <CategoryTabs
          instance={instance}
          current={category}
          count={(tab) => <TabCount instance={instance} category={tab} />}
        />
        <TileFilterBar {...question} />
        <Suspense fallback={<TileSkeleton />}>
          <Tiles {...question} />
        </Suspense>
      </div>
    </>
  );
}

async function Tiles(question: Question) {
  const read = await readTiles(question).then(
    (view) => ({ view, failure: null }),
    async (error: unknown) => ({ view: null, failure: await toErrorMessage(error) }),
  );
  const t = await getTranslations('tiles');
  const { instance, category } = question;
  if (!read.view) {
    return (
      <>
        <Notice tone="danger" title={t('failedTitle')} live>
          {read.failure.message}
        </Notice>
        <ReadingLine
          instance={instance}
          readAt={null}
          locale={await getLocale()}
          refreshAction={refreshAction}
        />
      </>
    );
  }
  return (
    <>
      <TileList
        instance={instance}
        category={category}
        view={read.view}
        enablementAction={enablementAction}
        retryAction={retryAction}
      />
      <ReadingLine
        instance={instance}
        readAt={read.view.readAt}
        locale={await getLocale()}
        refreshAction={refreshAction}
      />
    </>
  );
}

async function TabCount({ instance, category }: { readonly instance: string; readonly category: Category }) {
  // A count that can't be had is left out; the tiles below say why.
  const counts = await countTiles({ instance }).catch(() => null);
  return counts && <span className="text-[0.8125rem] text-ink-3">{counts[category]}</span>;
}
