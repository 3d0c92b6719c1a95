import { getTranslations } from 'next-intl/server';
import { LastRead } from '@/components/integrations/last-read';
import { formatUtc } from '@/components/ui/format-moment';
import { Notice } from '@/components/ui/notice';
import { SubmitButton } from '@/components/ui/submit-button';
import type { Comparison } from '@/lib/reconnect/views';
import type { ActionResult } from '@/lib/result';
import { KeepCurrent } from './auto-refresh';

type Props = {
  readonly place: { readonly instance: string; readonly key: string; readonly change: string };
  readonly answer: ActionResult<Comparison>;
  readonly locale: string;
  readonly compareAction: (form: FormData) => Promise<void>;
};

/**
 * Shows the time of the last comparison with Codat, and the button that compares now. An open page continues
 * automatically.
 */
export async function ComparisonLine({ place, answer, locale, compareAction }: Props) {
  const t = await getTranslations('reconnect');
  const readAt = answer.outcome === 'ok' ? answer.value.readAt : null;
  const changed = answer.outcome === 'ok' ? answer.value.changed : 0;
  return (
    <>
      {answer.outcome === 'failed' && (
        <Notice tone="caution" title={t('compareFailed')} live>
          {answer.message}
        </Notice>
      )}
      <form action={compareAction} className="mt-2 flex items-center gap-3 text-[0.8125rem] text-ink-3">
        {Object.entries(place).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {readAt !== null && (
          <LastRead
            key={readAt}
            ageMs={Date.now() - readAt}
            readAt={readAt}
            utc={formatUtc(readAt, locale)}
            locale={locale}
            sentence={t.raw('compared')}
            justNow={t('justNow')}
          />
        )}
        {answer.outcome === 'ok' && readAt === null && <span>{t('tooEarly')}</span>}
        <SubmitButton label={t('refresh')} pendingWord={t('refreshing')} />
      </form>
      <KeepCurrent readAt={readAt} changed={changed} isFailed={answer.outcome === 'failed'} />
    </>
  );
}
