import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { InstanceForm } from '@/components/instances/instance-form';
import { instanceMessages, unsavedInstanceMessages } from '@/components/instances/instance-messages';
import { Breadcrumbs } from '@/components/shell/breadcrumbs';
import { PageHeader } from '@/components/shell/page-header';
import { findFreeMark } from '@/lib/instances/instance';
import { routes } from '@/lib/routes';
import { env } from '@/lib/server/env';
import { orInterrupt } from '@/lib/server/respond';
import { listInstanceDetails } from '@/lib/server/use-cases/instances/list-instance-details';
import { addInstanceAction, testConnectionAction } from '../actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('instances'))('add') };
}

export default async function NewInstancePage() {
  const instances = await orInterrupt(() => listInstanceDetails());
  const [t, nav, messages, unsavedMessages] = await Promise.all([
    getTranslations('instances'),
    getTranslations('nav'),
    getLocale().then(instanceMessages),
    unsavedInstanceMessages(),
  ]);
  const mark = findFreeMark(instances) ?? { colour: 'blue', shape: 'circle' };
  return (
    <>
      <Breadcrumbs steps={[{ label: nav('instances'), href: routes.instances() }, { label: t('add') }]} />
      <PageHeader title={t('add')} />
      <InstanceForm
        draft={{
          name: '',
          slug: '',
          ...mark,
          kind: 'live',
          credentialTests: false,
          apiUrl: 'https://api.codat.io',
          apiKey: '',
        }}
        edited={null}
        allowsLoopback={env().codat.local}
        saveAction={addInstanceAction}
        messages={messages}
        unsavedMessages={unsavedMessages}
        testConnectionAction={testConnectionAction}
      />
    </>
  );
}
