import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { TileSearchBox } from '@/components/form/url-search-box';
import { reconnectFilters, routes } from '@/lib/routes';
import type { ListPlace } from './reconnect-list-ref';

/** Leaves out the filter if it is unknown which customers are missing. */
export async function ReconnectFilters(props: ListPlace & { readonly hasFilter: boolean }) {
  const { instance, category, integrationKey, change, asked, hasFilter } = props;
  const t = await getTranslations('reconnect');
  const { search, show } = asked;
  const place = { instance, category, key: integrationKey, change };
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2.5">
      <TileSearchBox
        action={routes.reconnect(place)}
        search={search}
        show={show}
        messages={{ label: t('search'), find: t('find') }}
      />
      {hasFilter && (
        <nav aria-label={t('filter')}>
          <ul className="flex overflow-hidden rounded-control border border-line bg-surface">
            {reconnectFilters.map((filter) => (
              <li key={filter} className="border-line not-first:border-l">
                <Link
                  href={routes.reconnect(place, { search, show: filter })}
                  prefetch={false}
                  scroll={false}
                  aria-current={filter === show ? 'true' : undefined}
                  className="block px-3 py-1.5 text-[0.8125rem] text-ink-2 -outline-offset-2 hover:bg-sunken aria-[current=true]:bg-accent-soft aria-[current=true]:font-semibold aria-[current=true]:text-accent aria-[current=true]:underline aria-[current=true]:underline-offset-4"
                >
                  {t(`filters.${filter}`)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </div>
  );
}
