import { getLocale, getTranslations } from 'next-intl/server';
import { Moment } from '@/components/ui/moment';
import { Sentence } from '@/components/ui/sentence';
import { TextLink } from '@/components/ui/text-link';
import type { ChangeCounts, Counts, ReconnectView } from '@/lib/reconnect/views';
import { routes } from '@/lib/routes';
import type { ListPlace } from './reconnect-list-ref';

/** The other changes of this integration, the latest first, each with its own list. */
export async function OtherChanges(props: ListPlace & { readonly view: ReconnectView }) {
  const { instance, category, integrationKey, view } = props;
  const [t, environments, locale] = await Promise.all([
    getTranslations('reconnect'),
    getTranslations('environments'),
    getLocale(),
  ]);
  if (view.others.length === 0) return null;
  const standing = ({ counts, isComplete }: ChangeCounts) => {
    if (!counts) return t('otherUnknown');
    return isComplete
      ? reconnectStatusOf(counts)
      : t('otherIncomplete', { standing: reconnectStatusOf(counts) });
  };
  const reconnectStatusOf = ({ total, missing, unknown }: Counts) => {
    if (total === 0) return t('otherNobody');
    if (missing > 0) return t('otherMissing', { missing, total });
    return unknown > 0 ? t('otherUnreadable', { unknown, total }) : t('otherAllBack', { total });
  };
  return (
    <section>
      <h2 className="mb-2 text-base font-semibold">{t('others', { name: view.integration.name })}</h2>
      <ul className="divide-y divide-line rounded-card border border-line bg-surface shadow-card">
        {view.others.map((change) => (
          <li key={change.id} className="flex flex-wrap justify-between gap-x-6 gap-y-1 px-5 py-3">
            <TextLink href={routes.reconnect({ instance, category, key: integrationKey, change: change.id })}>
              <Sentence
                text={t(`otherChanges.${change.kind}`, {
                  from: environments(change.from ?? 'not-stated'),
                  to: environments(change.to ?? 'not-stated'),
                  at: '{at}',
                })}
                at={<Moment at={change.at} locale={locale} />}
              />
            </TextLink>
            <span className="text-ink-2">{standing(change)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
