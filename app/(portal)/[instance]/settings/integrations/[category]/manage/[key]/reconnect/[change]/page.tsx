import { setTimeout as delay } from 'node:timers/promises';
import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { Suspense } from 'react';
import { KeyNotice } from '@/app/(portal)/[instance]/key-notice';
import { ChangeHeader } from '@/components/reconnect/change-header';
import { ComparisonLine } from '@/components/reconnect/comparison-line';
import { ExportForm } from '@/components/reconnect/export-form';
import { OtherChanges } from '@/components/reconnect/other-changes';
import { ReconnectFilters } from '@/components/reconnect/reconnect-filters';
import { ReconnectRate } from '@/components/reconnect/reconnect-rate';
import { ReconnectRows } from '@/components/reconnect/reconnect-rows';
import { Breadcrumbs } from '@/components/shell/breadcrumbs';
import { button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { Category } from '@/lib/category';
import { findIntegration } from '@/lib/integrations/registry';
import { toReconnectQuery } from '@/lib/reconnect/select-rows';
import type { Comparison } from '@/lib/reconnect/views';
import type { ActionResult } from '@/lib/result';
import { reconnectExport, routes } from '@/lib/routes';
import { orInterrupt, respond } from '@/lib/server/respond';
import { readReconnectList } from '@/lib/server/use-cases/reconnect/read-reconnect-list';
import { refreshReconnectList } from '@/lib/server/use-cases/reconnect/refresh-reconnect-list';
import { compareAction, linkAction } from './actions';

type Props = PageProps<'/[instance]/settings/integrations/[category]/manage/[key]/reconnect/[change]'>;
type Place = { readonly instance: string; readonly key: string; readonly change: string };

/** The rows don't wait for Codat any longer than this; what it says later is drawn when it comes. */
const patienceMs = 400;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('reconnect'))('title') };
}

export default async function ReconnectPage({ params, searchParams }: Props) {
  const { instance, category, key, change } = (await params) as Place & { readonly category: Category };
  const asked = toReconnectQuery(await searchParams);
  const place = { instance, key, change };
  const definition = findIntegration(key);
  if (definition && definition.category !== category) {
    redirect(routes.reconnect({ ...place, category: definition.category }));
  }
  const comparison = respond(() => refreshReconnectList(place));
  await Promise.race([comparison, delay(patienceMs)]);
  const read = await respond(() => orInterrupt(() => readReconnectList({ ...place, ...asked })));
  const [t, nav, categories] = await Promise.all([
    getTranslations('reconnect'),
    getTranslations('nav'),
    getTranslations('categories'),
  ]);
  const list = { instance, category, integrationKey: key, change, asked };
  return (
    <>
      <KeyNotice instance={instance} />
      <Breadcrumbs
        steps={[
          { label: nav('settings') },
          { label: nav('integrations') },
          { label: categories(category), href: routes.tiles(instance, category) },
          { label: definition?.name ?? key, href: routes.integration(instance, category, key) },
          { label: t('crumb') },
        ]}
      />
      {read.outcome === 'ok' ? (
        <>
          <ChangeHeader view={read.value}>
            {read.value.change.kind === 'environment' && (
              <Link href={routes.companies(instance)} prefetch={false} className={button.secondary}>
                {t('newCompany')}
              </Link>
            )}
          </ChangeHeader>
          <div className="flex flex-col gap-4">
            <ReconnectRate view={read.value} />
            <div className="flex flex-wrap items-center justify-between gap-3">
              <ReconnectFilters {...list} hasFilter={read.value.counts !== null} />
              {read.value.mayExport && read.value.rows.length > 0 && (
                <ExportForm
                  url={reconnectExport}
                  question={{ ...place, search: asked.search, show: asked.show }}
                  messages={{
                    download: t('export'),
                    downloading: t('exporting'),
                    links: t('exportLinks'),
                    hint: t('exportLinksHint'),
                    lost: t('lost'),
                  }}
                />
              )}
            </div>
            <ReconnectRows {...list} view={read.value} linkAction={linkAction} />
          </div>
        </>
      ) : (
        <Notice tone="danger" title={t('failedTitle')}>
          {read.message}
        </Notice>
      )}
      <div className="mt-4 mb-8">
        <Suspense fallback={<p className="text-[0.8125rem] text-ink-3">{t('comparing')}</p>}>
          <Compared place={place} comparison={comparison} />
        </Suspense>
      </div>
      {read.outcome === 'ok' && <OtherChanges {...list} view={read.value} />}
    </>
  );
}

type ComparedProps = { readonly place: Place; readonly comparison: Promise<ActionResult<Comparison>> };

async function Compared({ place, comparison }: ComparedProps) {
  const answer = await comparison;
  return (
    <ComparisonLine place={place} answer={answer} locale={await getLocale()} compareAction={compareAction} />
  );
}
