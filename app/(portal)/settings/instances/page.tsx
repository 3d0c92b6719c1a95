import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageHeader } from '@/components/shell/page-header';
import { Table } from '@/components/ui/table';
import { orInterrupt } from '@/lib/server/respond';
import { listInstanceDetails } from '@/lib/server/use-cases/list-instance-details';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('instances') };
}

export default async function InstancesPage() {
  const instances = await orInterrupt(() => listInstanceDetails());
  const [t, nav] = await Promise.all([getTranslations('instances'), getTranslations('nav')]);
  return (
    <>
      <PageHeader title={nav('instances')} lead={t('lead')} />
      <Table
        label={nav('instances')}
        columns={[t('name'), t('address'), t('kind')]}
        rows={instances.map(({ slug, name, address, kind, isLocal }) => ({
          id: slug,
          cells: [name, address, isLocal ? t('local') : t(kind)],
        }))}
      />
    </>
  );
}
