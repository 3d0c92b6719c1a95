import { getTranslations } from 'next-intl/server';

const rows = ['first', 'second', 'third'];

export async function TileSkeleton() {
  const t = await getTranslations('tiles');
  return (
    <div role="status" className="overflow-hidden rounded-card border border-line bg-surface shadow-card">
      <p className="px-5 pt-4 text-ink-3">{t('loading')}</p>
      <div aria-hidden="true" className="divide-y divide-line">
        {rows.map((row) => (
          <div key={row} className="flex motion-safe:animate-pulse items-center gap-4 px-5 py-5">
            <span className="size-10 rounded-card bg-sunken" />
            <span className="flex-1">
              <span className="block h-3.5 w-32 rounded bg-sunken" />
              <span className="mt-2 block h-3 w-64 max-w-full rounded bg-sunken" />
            </span>
            <span className="h-8 w-20 rounded-control bg-sunken" />
          </div>
        ))}
      </div>
    </div>
  );
}
