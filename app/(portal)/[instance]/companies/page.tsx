import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { Suspense } from 'react';
import { KeyNotice } from '@/app/(portal)/[instance]/key-notice';
import { CompanyFilters } from '@/components/companies/company-filters';
import { CompanyList } from '@/components/companies/company-list';
import { CompanySkeleton } from '@/components/companies/company-skeleton';
import { loadCompanyMessages } from '@/components/companies/load-company-messages';
import { NewCompany } from '@/components/companies/new-company';
import { RequestData } from '@/components/companies/request-data';
import { ReadingLine } from '@/components/integrations/reading-line';
import { PageHeader } from '@/components/shell/page-header';
import { Notice } from '@/components/ui/notice';
import { toCompanyQuery } from '@/lib/companies/company-question';
import { routes } from '@/lib/routes';
import { toErrorMessage } from '@/lib/server/respond';
import { readCompanies } from '@/lib/server/use-cases/companies/read-companies';
import { createCompanyAction, createConnectionAction, linksAction, refreshCompaniesAction } from './actions';

type Props = PageProps<'/[instance]/companies'>;
type SearchParams = Awaited<Props['searchParams']>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('companies') };
}

export default async function CompaniesPage({ params, searchParams }: Props) {
  const [{ instance }, given] = await Promise.all([params, searchParams]);
  const [t, nav, messages] = await Promise.all([
    getTranslations('companies'),
    getTranslations('nav'),
    loadCompanyMessages(),
  ]);
  const query = toCompanyQuery(given);
  return (
    <RequestData
      instance={instance}
      messages={messages}
      linksAction={linksAction}
      createConnectionAction={createConnectionAction}
    >
      <KeyNotice instance={instance} />
      <PageHeader title={nav('companies')} lead={t('lead')}>
        <NewCompany
          instance={instance}
          createCompanyAction={createCompanyAction}
          messages={messages.new}
          copyMessages={messages.copy}
        />
      </PageHeader>
      <div className="flex flex-col gap-4">
        {given.export === 'failed' && (
          <Notice tone="danger" title={t('notExported')} live>
            {t('notExportedText')}
          </Notice>
        )}
        <CompanyFilters instance={instance} query={query} />
        {given.plain === '1' ? (
          <Companies instance={instance} searchParams={given} />
        ) : (
          <Suspense
            fallback={
              <>
                <noscript>
                  <meta httpEquiv="refresh" content={`0; url=${routes.companiesAtOnce(instance, query)}`} />
                </noscript>
                <CompanySkeleton />
              </>
            }
          >
            <Companies instance={instance} searchParams={given} />
          </Suspense>
        )}
      </div>
    </RequestData>
  );
}

async function Companies({
  instance,
  searchParams,
}: {
  readonly instance: string;
  readonly searchParams: SearchParams;
}) {
  const read = await readCompanies({ instance, searchParams }).then(
    (view) => ({ view, failure: null }),
    async (error: unknown) => ({ view: null, failure: await toErrorMessage(error) }),
  );
  const t = await getTranslations('companies');
  return (
    <>
      {read.view ? (
        <CompanyList instance={instance} view={read.view} query={toCompanyQuery(searchParams)} />
      ) : (
        <Notice tone="danger" title={t('failedTitle')} live>
          {read.failure.message}
        </Notice>
      )}
      <ReadingLine
        instance={instance}
        readAt={read.view?.readAt ?? null}
        locale={await getLocale()}
        refreshAction={refreshCompaniesAction}
      />
    </>
  );
}
