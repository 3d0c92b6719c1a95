import { getLocale, getTranslations } from 'next-intl/server';
import { Moment } from '@/components/ui/moment';
import { Notice } from '@/components/ui/notice';
import { Sentence } from '@/components/ui/sentence';
import { TextLink } from '@/components/ui/text-link';
import type { Category } from '@/lib/category';
import type { ChangeCounts, Counts } from '@/lib/reconnect/views';
import { routes } from '@/lib/routes';

type Props = {
  readonly instance: string;
  readonly category: Category;
  readonly integrationKey: string;
  readonly changes: readonly ChangeCounts[];
};

/** Shown while customers are still missing after one of the latest changes. */
export async function ReconnectNotice({ instance, category, integrationKey, changes }: Props) {
  const [t, locale] = await Promise.all([getTranslations('reconnect'), getLocale()]);
  if (changes.length === 0) return null;
  const at = '{at}';
  const saidOf = (counts: Counts | null, isUncertain: boolean) => {
    if (!counts) return t('noticeUnknown', { at });
    const { missing, unknown } = counts;
    if (missing === 0 && unknown > 0) return t('noticeUnreadable', { unknown, at });
    return t(isUncertain ? 'noticeUncertain' : 'noticeMissing', { missing, at });
  };
  return (
    <Notice tone="caution" title={t('noticeTitle')}>
      <ul className="flex flex-col gap-1">
        {changes.map(({ id, at, counts, isComplete, isUncertain }) => {
          const when = <Moment at={at} locale={locale} />;
          return (
            <li key={id}>
              <Sentence text={saidOf(counts, isUncertain)} at={when} />{' '}
              {counts && !isComplete && `${t('noticeIncomplete')} `}
              <TextLink href={routes.reconnect({ instance, category, key: integrationKey, change: id })}>
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
