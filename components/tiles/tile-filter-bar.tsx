import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import type { Category } from '@/lib/category';
import { routes, type TileFilter, tileFilters } from '@/lib/routes';
import { TileSearchBox } from '../form/url-search-box';

type Props = {
  readonly instance: string;
  readonly category: Category;
  readonly search: string;
  readonly show: TileFilter;
};

export async function TileFilterBar({ instance, category, search, show }: Props) {
  const t = await getTranslations('tiles');
  const messages = { all: t('all'), enabled: t('enabledOnly'), 'needs-set-up': t('needsSetUp') };
  return (
    <div className="flex flex-wrap items-center gap-2.5">
      <TileSearchBox
        key={category}
        action={routes.tiles(instance, category)}
        search={search}
        show={show}
        messages={{ label: t('search'), find: t('find') }}
      />
      <nav aria-label={t('filter')}>
        <ul className="flex overflow-hidden rounded-control border border-line bg-surface">
          {tileFilters.map((filter) => (
            <li key={filter} className="border-line not-first:border-l">
              <Link
                href={routes.tiles(instance, category, { search, show: filter })}
                prefetch={false}
                aria-current={filter === show ? 'true' : undefined}
                className="block px-3 py-1.5 text-[0.8125rem] text-ink-2 -outline-offset-2 hover:bg-sunken aria-[current=true]:bg-accent-soft aria-[current=true]:font-semibold aria-[current=true]:underline aria-[current=true]:underline-offset-4 aria-[current=true]:text-accent"
              >
                {messages[filter]}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}
