import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { InstanceForm } from '@/components/instances/instance-form';
import { instanceMessages, unsavedInstanceMessages } from '@/components/instances/instance-messages';
import { KeyForm } from '@/components/instances/key-form';
import { removalMessages } from '@/components/instances/removal-messages';
import { RemoveInstance } from '@/components/instances/remove-instance';
import { Breadcrumbs } from '@/components/shell/breadcrumbs';
import { instanceLabel } from '@/components/shell/instance-label';
import { PageHeader } from '@/components/shell/page-header';
import { Panel, PanelRows } from '@/components/ui/panel';
import { routes } from '@/lib/routes';
import { env } from '@/lib/server/env';
import { orInterrupt } from '@/lib/server/respond';
import { listInstanceDetails } from '@/lib/server/use-cases/instances/list-instance-details';
import {
  editInstanceAction,
  removeInstanceAction,
  replaceApiKeyAction,
  reviewRemovalAction,
  testConnectionAction,
} from '../actions';

type Props = PageProps<'/settings/instances/[instance]'>;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const label = await instanceLabel(await find((await params).instance));
  return { title: `${label} · ${(await getTranslations('nav'))('instances')}` };
}

async function find(slug: string) {
  const instances = await orInterrupt(() => listInstanceDetails());
  return instances.find((instance) => instance.slug === slug) ?? notFound();
}

export default async function InstancePage({ params }: Props) {
  const { id, version, client, key, isLocal, ...draft } = await find((await params).instance);
  const { name, slug, apiUrl, colour, shape } = draft;
  const [t, nav, messages, removal, unsavedMessages, label] = await Promise.all([
    getTranslations('instances'),
    getTranslations('nav'),
    getLocale().then(instanceMessages),
    removalMessages(name),
    unsavedInstanceMessages(),
    instanceLabel(draft),
  ]);
  const place = { instance: slug, instanceId: id };
  return (
    <>
      <Breadcrumbs steps={[{ label: nav('instances'), href: routes.instances() }, { label: name }]} />
      <PageHeader title={name} />
      <div className="flex max-w-3xl flex-col gap-5">
        <Panel title={t('form.title')}>
          <InstanceForm
            key={version}
            draft={{ ...draft, apiKey: '' }}
            edited={{ ...place, version, label }}
            allowsLoopback={isLocal || env().codat.local}
            saveAction={editInstanceAction}
            messages={messages}
            unsavedMessages={unsavedMessages}
            testConnectionAction={testConnectionAction}
          />
        </Panel>
        <Panel title={t('keyForm.title')}>
          <p className="mb-3 text-ink-2">{t('keyForm.lead')}</p>
          <div className="mb-4 max-w-130">
            <PanelRows
              rows={[
                { term: t('key'), value: t(`keyStates.${key}`) },
                { term: t('client'), value: client ?? t('noClient') },
              ]}
            />
          </div>
          <KeyForm
            place={place}
            version={version}
            apiUrl={apiUrl}
            messages={messages}
            replaceApiKeyAction={replaceApiKeyAction}
            testConnectionAction={testConnectionAction}
            shown={{ colour, shape, label }}
          />
        </Panel>
        <Panel title={t('remove.title')}>
          <p className="mb-3 text-ink-2">{t('remove.text')}</p>
          <RemoveInstance
            place={place}
            label={label}
            reviewRemovalAction={reviewRemovalAction}
            removeInstanceAction={removeInstanceAction}
            messages={removal}
            operationMessages={messages.operations}
          />
        </Panel>
      </div>
    </>
  );
}
