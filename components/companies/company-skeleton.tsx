import { getTranslations } from 'next-intl/server';

const rows = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

export async function CompanySkeleton() {
  const t = await getTranslations('companies');
  return (
    <div role="status" className="overflow-hidden rounded-card border border-line bg-surface shadow-card">
      <p className="px-5 pt-4 pb-2 text-ink-3">{t('loading')}</p>
      <div aria-hidden="true" className="divide-y divide-line">
        {rows.map((row) => (
          <div key={row} className="flex motion-safe:animate-pulse items-center gap-4 px-5 py-4">
            <span className="h-3.5 w-48 max-w-1/2 rounded bg-sunken" />
            <span className="h-5 w-20 rounded-full bg-sunken" />
            <span className="ml-auto h-8 w-28 rounded-control bg-sunken max-sm:hidden" />
          </div>
        ))}
      </div>
    </div>
  );
}
