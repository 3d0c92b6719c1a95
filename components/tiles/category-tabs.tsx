import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { type ReactNode, Suspense } from 'react';
import { type Category, categories } from '@/lib/category';
import { routes } from '@/lib/routes';

type Props = {
  readonly instance: string;
  readonly current: Category;
  /** Draws the number of a tab; comes later than the tab, since Codat has to be asked for it. */
  readonly count: (category: Category) => ReactNode;
};

export async function CategoryTabs({ instance, current, count }: Props) {
  const t = await getTranslations('tiles');
  const names = await getTranslations('categories');
  return (
    <nav aria-label={t('tabs')} className="overflow-x-auto border-b border-line">
      <ul className="flex gap-5">
        {categories.map((category) => (
          <li key={category}>
            <Link
              href={routes.tiles(instance, category)}
              aria-current={category === current ? 'page' : undefined}
              className="-mb-px inline-flex items-baseline gap-1.5 border-b-2 border-transparent py-2.5 whitespace-nowrap text-ink-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
            >
              {names(category)}
              <Suspense fallback={null}>{count(category)}</Suspense>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
