import { getFormatter, getTranslations } from 'next-intl/server';
import { Notice } from '@/components/ui/notice';
import { TextLink } from '@/components/ui/text-link';
import type { ChangeCounts, Counts } from '@/lib/reconnect/views';
import { type Category, routes } from '@/lib/routes';

type Props = {
  readonly instance: string;
  readonly category: Category;
  readonly integrationKey: string;
  readonly changes: readonly ChangeCounts[];
};

/** While somebody is still missing after one of the latest changes. */
export async function ReconnectNotice({ instance, category, integrationKey, changes }: Props) {
  const [t, format] = await Promise.all([getTranslations('reconnect'), getFormatter()]);
  if (changes.length === 0) return null;
  const saidOf = (counts: Counts | null, at: string) => {
    if (!counts) return t('noticeUnknown', { at });
    const { missing, unknown } = counts;
    return missing === 0 && unknown > 0
      ? t('noticeUnreadable', { unknown, at })
      : t('noticeMissing', { missing, at });
  };
  return (
    <Notice tone="caution" title={t('noticeTitle')}>
      <ul className="flex flex-col gap-1">
        {changes.map(({ id, at, counts, isComplete }) => {
          const when = format.dateTime(at, { dateStyle: 'medium', timeStyle: 'short' });
          return (
            <li key={id}>
              {saidOf(counts, when)} {counts && !isComplete && `${t('noticeIncomplete')} `}
              <TextLink href={routes.reconnect(instance, category, integrationKey, id)}>
                {t('noticeLink')}
                <span className="sr-only"> ({when})</span>
              </TextLink>
            </li>
          );
        })}
      </ul>
    </Notice>
  );
}
