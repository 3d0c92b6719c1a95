import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CredentialTestsSwitch } from '@/components/instances/credential-tests-switch';
import { Webhooks } from '@/components/instances/webhooks';
import { PageHeader } from '@/components/shell/page-header';
import { Table } from '@/components/ui/table';
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
      <PageHeader title={nav('instances')} lead={t('lead')} />
      <Table
        label={nav('instances')}
        columns={[t('name'), t('address'), t('kind'), tests('column')]}
        rows={instances.map(({ slug, name, apiUrl, kind, isLocal, credentialTests }) => ({
          id: slug,
          cells: [
            name,
            apiUrl,
            isLocal ? t('local') : t(kind),
            <CredentialTestsSwitch
              key={slug}
              instance={slug}
              allowed={credentialTests}
              describedBy={explanation}
              messages={{
                name: tests('name', { name }),
                allowed: tests('allowed'),
                forbidden: tests('forbidden'),
                saving: tests('saving'),
                nowAllowed: tests('nowAllowed', { name }),
                nowForbidden: tests('nowForbidden', { name }),
              }}
              credentialTestsAction={credentialTestsAction}
            />,
          ],
        }))}
      />
      <section id={explanation} className="mt-5 max-w-180">
        <h2 className="text-[0.9375rem] font-semibold">{tests('title')}</h2>
        <p className="mt-1 text-ink-2">{tests('text')}</p>
        {isEmulated && <p className="mt-2 text-ink-2">{tests('isEmulated')}</p>}
      </section>
      <Webhooks webhooks={webhooks} webhookSecretAction={webhookSecretAction} />
    </>
  );
}
