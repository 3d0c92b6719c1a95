import type { Metadata } from 'next';
import { unstable_rethrow } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { KeyNotice } from '@/app/(portal)/[instance]/key-notice';
import { CompanyDetails } from '@/components/companies/company-details';
import { loadCompanyMessages } from '@/components/companies/load-company-messages';
import { RequestData } from '@/components/companies/request-data';
import { Breadcrumbs } from '@/components/shell/breadcrumbs';
import { Notice } from '@/components/ui/notice';
import { routes } from '@/lib/routes';
import { orInterrupt, toErrorMessage } from '@/lib/server/respond';
import { readCompany } from '@/lib/server/use-cases/companies/read-company';
import { readInstance } from '@/lib/server/use-cases/portal/read-instance';
import { createConnectionAction, deleteCompanyAction, linksAction, removeConnectionAction } from '../actions';

type Props = PageProps<'/[instance]/companies/[company]'>;

/** Whether there is such a company has to be known before anything streams; what else fails is said on the page. */
async function read(instance: string, company: string) {
  try {
    return { company: await orInterrupt(() => readCompany({ instance, company })), failure: null };
  } catch (error) {
    unstable_rethrow(error);
    return { company: null, failure: await toErrorMessage(error) };
  }
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('companies') };
}

export default async function CompanyPage({ params }: Props) {
  const { instance: slug, company: id } = await params;
  const [t, instance, messages] = await Promise.all([
    getTranslations('companies'),
    orInterrupt(() => readInstance({ instance: slug })),
    loadCompanyMessages(),
  ]);
  const found = await read(slug, id);
  return (
    <RequestData
      instance={slug}
      messages={messages}
      linksAction={linksAction}
      createConnectionAction={createConnectionAction}
    >
      <KeyNotice instance={slug} />
      <Breadcrumbs
        steps={[{ label: t('one.back'), href: routes.companies(slug) }, { label: found.company?.name ?? id }]}
      />
      {found.company ? (
        <CompanyDetails
          instance={instance}
          removeConnectionAction={removeConnectionAction}
          deleteCompanyAction={deleteCompanyAction}
          company={found.company}
        />
      ) : (
        <Notice tone="danger" title={t('failedTitle')}>
          {found.failure.message}
        </Notice>
      )}
    </RequestData>
  );
}
