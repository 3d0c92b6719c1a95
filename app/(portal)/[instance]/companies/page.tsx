import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageHeader } from '@/components/shell/page-header';
import { EmptyState } from '@/components/ui/empty-state';
import { TextLink } from '@/components/ui/text-link';
import { portal } from '@/lib/routes';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('companies') };
}

export default async function CompaniesPage() {
  const t = await getTranslations('elsewhere');
  const nav = await getTranslations('nav');
  return (
    <>
      <PageHeader title={nav('companies')} />
      <EmptyState title={nav('companies')} text={t('companiesText')}>
        <TextLink href={portal.companies()}>{t('companiesLink')}</TextLink>
      </EmptyState>
    </>
  );
}
