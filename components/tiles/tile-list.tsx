import { getLocale, getTranslations } from 'next-intl/server';
import { InstanceFields } from '@/components/form/instance-place';
import { button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { TextLink } from '@/components/ui/text-link';
import type { Category } from '@/lib/category';
import type { TilesView } from '@/lib/integrations/views';
import { portal, routes } from '@/lib/routes';
import type { EnablementAction } from '../enablement/enablement-switch';
import { Tile } from './tile';

type Props = {
  readonly instance: string;
  readonly category: Category;
  readonly view: TilesView;
  readonly enablementAction: EnablementAction;
  readonly retryAction: (form: FormData) => Promise<void>;
};

export async function TileList({ instance, category, view, enablementAction, retryAction }: Props) {
  const t = await getTranslations('tiles');
  const categoryName = (await getTranslations('categories'))(category);
  return (
    <div className="flex flex-col gap-4">
      {view.enabledBanking.length > 1 && (
        <Notice tone="caution" title={t('twoBankingTitle', { count: view.enabledBanking.length })}>
          {t('twoBankingText', { names: await inMessages(view.enabledBanking) })}
        </Notice>
      )}
      {view.isStale && <Notice tone="caution">{t('isStale')}</Notice>}
      {view.unreadableItems > 0 && (
        <Notice tone="caution">{t('brokenItems', { count: view.unreadableItems })}</Notice>
      )}
      {!view.isComplete && <Notice tone="caution">{t('incomplete')}</Notice>}
      <RefusalNotice category={category} view={view} retryAction={retryAction} />
      <p role="status" className="sr-only">
        {t('results', { count: view.tiles.length })}
      </p>
      {view.tiles.length === 0 ? (
        <NoTiles instance={instance} category={category} isEmpty={view.total === 0} />
      ) : (
        <ul
          aria-label={t('list', { category: categoryName })}
          className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface shadow-card"
        >
          {view.tiles.map((tile) => (
            <Tile key={tile.key} instance={instance} tile={tile} enablementAction={enablementAction} />
          ))}
        </ul>
      )}
    </div>
  );
}

async function RefusalNotice({ category, view, retryAction }: Omit<Props, 'instance' | 'enablementAction'>) {
  const { refused } = view;
  if (!refused) return null;
  const t = await getTranslations('tiles');
  const names = refused.names === 'all' ? t('refusedAll') : await inMessages(refused.names);
  return (
    <Notice tone="caution" title={t('refusedTitle', { names })}>
      <p>{t('refusedText', { status: refused.status })}</p>
      <div className="mt-2 flex flex-wrap items-center gap-3">
        <TextLink href={portal.tiles(category)}>{t('openPortal')}</TextLink>
        <form action={retryAction}>
          <InstanceFields />
          <button type="submit" className={button.secondary}>
            {t('tryAgain')}
          </button>
        </form>
      </div>
    </Notice>
  );
}

async function NoTiles({
  instance,
  category,
  isEmpty,
}: {
  readonly instance: string;
  readonly category: Category;
  readonly isEmpty: boolean;
}) {
  const t = await getTranslations('tiles');
  if (isEmpty) return <EmptyState title={t('emptyTitle')} text={t('emptyText')} />;
  return (
    <EmptyState title={t('noMatchTitle')} text={t('noMatchText')}>
      <TextLink href={routes.tiles(instance, category)}>{t('showAll')}</TextLink>
    </EmptyState>
  );
}

async function inMessages(names: readonly string[]): Promise<string> {
  return new Intl.ListFormat(await getLocale(), { type: 'conjunction' }).format(names);
}
