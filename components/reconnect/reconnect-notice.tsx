import { getLocale, getTranslations } from 'next-intl/server';
import { Moment } from '@/components/ui/moment';
import { Notice } from '@/components/ui/notice';
import { Sentence } from '@/components/ui/sentence';
import { TextLink } from '@/components/ui/text-link';
import type { ChangeCounts } from '@/lib/reconnect/views';
import { type Category, routes } from '@/lib/routes';

type Props = {
  readonly instance: string;
  readonly category: Category;
  readonly integrationKey: string;
  readonly changes: readonly ChangeCounts[];
};

/** While somebody is still missing after one of the latest changes. */
export async function ReconnectNotice({ instance, category, integrationKey, changes }: Props) {
  const [t, locale] = await Promise.all([getTranslations('reconnect'), getLocale()]);
  if (changes.length === 0) return null;
  return (
    <Notice tone="caution" title={t('noticeTitle')}>
      <ul className="flex flex-col gap-1">
        {changes.map(({ id, at, counts, isUncertain }) => {
          const when = <Moment at={at} locale={locale} />;
          const sentence = counts
            ? t(isUncertain ? 'noticeUncertain' : 'noticeMissing', { missing: counts.missing, at: '{at}' })
            : t('noticeUnknown', { at: '{at}' });
          return (
            <li key={id}>
              <Sentence text={sentence} at={when} />{' '}
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
