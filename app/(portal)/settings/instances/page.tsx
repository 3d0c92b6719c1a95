import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { CredentialTestsSwitch } from '@/components/instances/credential-tests-switch';
import { Webhooks } from '@/components/instances/webhooks';
import { InstanceMark } from '@/components/shell/instance-mark';
import { PageHeader } from '@/components/shell/page-header';
import { button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Table } from '@/components/ui/table';
import type { InstanceDetails } from '@/lib/instances/views';
import { routes } from '@/lib/routes';
import { env } from '@/lib/server/env';
import { orInterrupt } from '@/lib/server/respond';
import { listInstanceDetails } from '@/lib/server/use-cases/instances/list-instance-details';
import { listWebhooks } from '@/lib/server/use-cases/webhooks/list-webhooks';
import { credentialTestsAction } from './actions';
import { webhookSecretAction } from './webhooks/actions';

const explanation = 'credential-tests';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('instances') };
}

export default async function InstancesPage() {
  const instances = await orInterrupt(() => listInstanceDetails());
  const webhooks = await orInterrupt(() => listWebhooks());
  const isEmulated = env().standIns !== null;
  const [t, nav, tests] = await Promise.all([
    getTranslations('instances'),
    getTranslations('nav'),
    getTranslations('credentialTest.setting'),
  ]);
  return (
    <>
      <PageHeader title={nav('instances')} lead={t('lead')}>
        <Link href={routes.newInstance()} prefetch={false} className={button.primary}>
          {t('add')}
        </Link>
      </PageHeader>
      {instances.length === 0 ? (
        <EmptyState title={t('empty.title')} text={t('empty.text')} />
      ) : (
        <Table
          label={nav('instances')}
          columns={[
            ...[t('name'), t('kind'), t('address'), t('client'), t('key')],
            ...[tests('column'), t('actions')],
          ]}
          rows={instances.map((instance) => ({
            id: instance.id,
            cells: [
              <InstanceName key="name" instance={instance} />,
              instance.isLocal ? `${t(instance.kind)} · ${t('local')}` : t(instance.kind),
              instance.apiUrl,
              instance.client ?? t('noClient'),
              <span key="key" className={instance.key === 'refused' ? 'font-semibold text-danger' : ''}>
                {t(`keyStates.${instance.key}`)}
              </span>,
              <CredentialTestsSwitch
                key={instance.slug}
                instance={instance.slug}
                instanceId={instance.id}
                allowed={instance.credentialTests}
                describedBy={explanation}
                messages={{
                  name: tests('name', { name: instance.name }),
                  allowed: tests('allowed'),
                  forbidden: tests('forbidden'),
                  saving: tests('saving'),
                  nowAllowed: tests('nowAllowed', { name: instance.name }),
                  nowForbidden: tests('nowForbidden', { name: instance.name }),
                }}
                credentialTestsAction={credentialTestsAction}
              />,
              <Link
                key="edit"
                href={routes.instance(instance.slug)}
                prefetch={false}
                aria-label={t('editNamed', { name: instance.name })}
                className={button.secondary}
              >
                {t('edit')}
              </Link>,
            ],
          }))}
        />
      )}
      <section id={explanation} className="mt-5 max-w-180">
        <h2 className="text-[0.9375rem] font-semibold">{tests('title')}</h2>
        <p className="mt-1 text-ink-2">{tests('text')}</p>
        {isEmulated && <p className="mt-2 text-ink-2">{tests('isEmulated')}</p>}
      </section>
      {instances.length > 0 && <Webhooks webhooks={webhooks} webhookSecretAction={webhookSecretAction} />}
    </>
  );
}

function InstanceName({ instance }: { readonly instance: InstanceDetails }) {
  const { name, slug } = instance;
  return (
    <>
      <span className="flex items-center gap-2 text-ink">
        <InstanceMark {...instance} />
        {name}
      </span>
      <span className="block font-mono text-xs text-ink-3">/{slug}</span>
    </>
  );
}
