import { getFormatter, getTranslations } from 'next-intl/server';
import { Notice } from '@/components/ui/notice';
import { TextLink } from '@/components/ui/text-link';
import type { NoticeView } from '@/lib/integrations/views';

/** Lists what the provider announced, since when it applies, and where it is published. */
export async function ProviderNotices({ notices }: { readonly notices: readonly NoticeView[] }) {
  if (notices.length === 0) return null;
  const [t, format] = await Promise.all([getTranslations('providerNotices'), getFormatter()]);
  const since = (day: string) =>
    day.length === 4
      ? t('sinceYear', { year: day })
      : t('since', { date: format.dateTime(new Date(day), { dateStyle: 'long' }) });
  return notices.map((notice) => (
    <Notice key={notice.id} tone="caution" title={notice.title}>
      <p>{notice.text}</p>
      <p className="mt-1 flex flex-wrap gap-x-4 text-[0.8125rem]">
        <span>{since(notice.since)}</span>
        <TextLink href={notice.source}>{t('source')}</TextLink>
      </p>
    </Notice>
  ));
}
