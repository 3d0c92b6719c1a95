import { getTranslations } from 'next-intl/server';
import { Notice } from '@/components/ui/notice';
import { hasUnreadable } from '@/lib/activity/activity-query';

type Props = { readonly searchParams: Readonly<Record<string, unknown>> };

/** Says that a filter of the address counts for nothing, so that a list of everything isn't taken for its answer. */
export async function UnreadableNote({ searchParams }: Props) {
  if (!hasUnreadable(searchParams)) return null;
  const t = await getTranslations('activity');
  return (
    <Notice tone="caution" title={t('unreadable')}>
      <p>{t('unreadableText')}</p>
    </Notice>
  );
}
