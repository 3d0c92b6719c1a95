import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { button } from '@/components/ui/button';
import { Monogram } from '@/components/ui/monogram';
import { Notice } from '@/components/ui/notice';
import { TextLink } from '@/components/ui/text-link';
import type { TileView } from '@/lib/integrations/views';
import { portal, routes } from '@/lib/routes';
import { Enablement } from '../enablement/enablement';
import type { EnablementAction } from '../enablement/enablement-switch';
import { EnvironmentBadge } from '../integrations/environment-badge';
import { LastChange } from '../integrations/last-change';
import { ProviderNotices } from '../integrations/provider-notices';

type Props = {
  readonly instance: string;
  readonly tile: TileView;
  readonly enablementAction: EnablementAction;
};

export async function Tile({ instance, tile, enablementAction }: Props) {
  const t = await getTranslations('tiles');
  return (
    <li className="px-4 py-4 sm:px-5">
      <div className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-3 lg:grid-cols-[auto_minmax(0,1fr)_12rem_9.5rem_7rem]">
        <Monogram name={tile.name} />
        <div className="min-w-0">
          <h2 className="text-[0.9375rem] font-semibold text-ink">{tile.name}</h2>
          {tile.description && <p className="text-[0.8125rem] text-ink-3">{tile.description}</p>}
        </div>
        <div className="col-span-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-[0.8125rem] text-ink-3 lg:col-span-1 lg:flex-col lg:items-start">
          <State tile={tile} />
        </div>
        <div className="col-span-2 flex items-center justify-between gap-4 lg:contents">
          <Enablement tile={tile} enablementAction={enablementAction} />
          <div className="lg:justify-self-end">
            {(tile.setUp === 'needed' || tile.setUp === 'done' || tile.setUp === 'unreadable') && (
              <Link
                href={routes.integration(instance, tile.category, tile.key)}
                prefetch={false}
                aria-label={t(tile.setUp === 'needed' ? 'setUpNamed' : 'manageNamed', { name: tile.name })}
                className={button.secondary}
              >
                {t(tile.setUp === 'needed' ? 'setUp' : 'manage')}
              </Link>
            )}
            {tile.setUp === 'in-portal' && (
              <TextLink href={portal.integration(tile.category, tile.key, tile.name)}>{t('portal')}</TextLink>
            )}
          </div>
        </div>
      </div>
      {(tile.notices.length > 0 || tile.unsettled) && (
        <div className="mt-3 flex flex-col gap-2">
          {tile.unsettled && <Notice tone="caution">{t(tile.accepted ? 'accepted' : 'unsettled')}</Notice>}
          <ProviderNotices notices={tile.notices} />
        </div>
      )}
    </li>
  );
}

/** Shows what Codat uses now, and how many connections depend on it. */
async function State({ tile }: { readonly tile: TileView }) {
  const t = await getTranslations('tiles');
  const environmentMessages = await getTranslations('environments');
  const plain = {
    'not-needed': t('noCredentials'),
    needed: t('notSetUp'),
    unreadable: t('unreadable'),
    'in-portal': t('inPortal'),
    done: null,
  }[tile.setUp];
  return (
    <>
      {tile.environment && (
        <EnvironmentBadge environment={tile.environment} label={environmentMessages(tile.environment)} />
      )}
      {plain && <span>{plain}</span>}
      {tile.linkedCount !== null && (tile.linkedCount > 0 || tile.setUp === 'done') && (
        <span>{t('linked', { count: tile.linkedCount })}</span>
      )}
      <LastChange change={tile.lastChange} />
    </>
  );
}
