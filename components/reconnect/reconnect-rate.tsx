import { getFormatter, getTranslations } from 'next-intl/server';
import { Notice } from '@/components/ui/notice';
import type { ReconnectView } from '@/lib/reconnect/views';
import { ReconnectChart } from './reconnect-chart';

/** How many are back, and how that came about. */
export async function ReconnectRate({ view }: { readonly view: ReconnectView }) {
  const [t, format] = await Promise.all([getTranslations('reconnect'), getFormatter()]);
  const { counts, integration } = view;
  if (!counts) {
    return (
      <Notice tone="caution" title={t('uncountedTitle')}>
        {t('uncountedText', { name: integration.name })}
      </Notice>
    );
  }
  const { total, back, missing, unknown, gone } = counts;
  const gaps = !view.isComplete && (
    <Notice tone="caution" title={t('incompleteTitle')}>
      {t('incompleteText', { name: integration.name })}
    </Notice>
  );
  if (total === 0) {
    return (
      <>
        {gaps}
        {gone > 0 && <Notice tone="neutral">{t('gone', { count: gone })}</Notice>}
      </>
    );
  }
  // Rounded down: a hundred per cent are all of them.
  const percent = format.number(Math.floor((100 * back) / total) / 100, { style: 'percent' });
  return (
    <>
      {gaps}
      <section className="grid gap-x-8 gap-y-4 rounded-card border border-line bg-surface px-5 py-4 shadow-card sm:grid-cols-2">
        <div>
          <h2 className="text-base font-semibold">
            {t(view.isComplete ? 'share' : 'shareKnown', { back, total, percent })}
          </h2>
          <progress
            aria-label={t('progress')}
            max={total}
            value={back}
            className="mt-2.5 block h-2 w-full appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-positive [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-positive"
          />
          {(missing > 0 || unknown === 0) && (
            <p className="mt-1 text-ink-2">
              {t(view.isComplete ? 'missing' : 'missingKnown', { count: missing })}
            </p>
          )}
          {unknown > 0 && <p className="mt-1 text-ink-2">{t('unknown', { count: unknown })}</p>}
          {gone > 0 && <p className="text-[0.8125rem] text-ink-3">{t('gone', { count: gone })}</p>}
        </div>
        <ReconnectChart points={view.curve} total={total} />
      </section>
    </>
  );
}
