import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { PageHeader } from '@/components/shell/page-header';
import { Moment } from '@/components/ui/moment';
import { Notice } from '@/components/ui/notice';
import { Sentence } from '@/components/ui/sentence';
import type { ReconnectView } from '@/lib/reconnect/views';

type Props = { readonly view: ReconnectView; readonly children?: ReactNode };

/** Describes the change, what to do about it, and what else a change of environment requires. */
export async function ChangeHeader({ view, children }: Props) {
  const [t, environments, locale] = await Promise.all([
    getTranslations('reconnect'),
    getTranslations('environments'),
    getLocale(),
  ]);
  const { change, integration } = view;
  const { name } = integration;
  const from = environments(change.from ?? 'not-stated');
  const to = environments(change.to ?? 'not-stated');
  const explanation = t(change.kind === 'deletion' ? 'explanationDeleted' : 'explanation', { name });
  const lead = (
    <Sentence
      text={t(`changes.${change.kind}`, { name, from, to, at: '{at}' })}
      at={<Moment at={change.at} locale={locale} />}
    />
  );
  return (
    <>
      <PageHeader title={t('title')} lead={lead}>
        {children}
      </PageHeader>
      {change.isUncertain && (
        <div className="mb-5">
          <Notice tone="caution" title={t('uncertainTitle')}>
            {t('uncertainText', { name })}
          </Notice>
        </div>
      )}
      <p className="-mt-3 mb-5 max-w-2xl text-ink-2">
        {explanation}
        {change.kind === 'environment' && ` ${t('newCompanyText')}`}
      </p>
    </>
  );
}
