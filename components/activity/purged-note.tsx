import { getLocale, getTranslations } from 'next-intl/server';
import { Moment } from '@/components/ui/moment';
import { Notice } from '@/components/ui/notice';
import { Sentence } from '@/components/ui/sentence';
import type { PurgedRows } from '@/lib/activity/views';

/** Says at the end of the log that it is no longer the beginning. */
export async function PurgedNote({ purged }: { readonly purged: PurgedRows }) {
  const [t, locale] = await Promise.all([getTranslations('activity'), getLocale()]);
  const at = <Moment at={purged.at} locale={locale} look="second" />;
  return (
    <Notice tone="neutral">
      <p>
        <Sentence text={t('purged', { count: purged.rows, at: '{at}' })} at={at} />
      </p>
    </Notice>
  );
}
