import { getTranslations } from 'next-intl/server';
import { formatUtc } from '@/components/ui/format-moment';
import { SubmitButton } from '@/components/ui/submit-button';
import { LastRead } from './last-read';

type Props = {
  readonly instance: string;
  /** Null where nothing could be read. */
  readonly readAt: number | null;
  readonly locale: string;
  readonly refreshAction: (form: FormData) => Promise<void>;
};

/** Shows how old the state on the screen is, and the button that reads it again. */
export async function ReadingLine({ instance, readAt, locale, refreshAction }: Props) {
  const t = await getTranslations('tiles');
  return (
    <form action={refreshAction} className="flex items-center gap-3 text-[0.8125rem] text-ink-3">
      <input type="hidden" name="instance" value={instance} />
      {readAt !== null && (
        <LastRead
          key={readAt}
          ageMs={Date.now() - readAt}
          readAt={readAt}
          utc={formatUtc(readAt, locale)}
          locale={locale}
          sentence={t.raw('readAt')}
          justNow={t('justNow')}
        />
      )}
      <SubmitButton label={t('refresh')} pendingWord={t('refreshing')} />
    </form>
  );
}
