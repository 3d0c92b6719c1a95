import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Suspense } from 'react';
import { KeyNotice } from '@/app/(portal)/[instance]/key-notice';
import { ConnectionsPanel } from '@/components/settings/connections-panel';
import { IntegrationState } from '@/components/settings/integration-state';
import { Breadcrumbs } from '@/components/shell/breadcrumbs';
import { TileSkeleton } from '@/components/tiles/tile-skeleton';
import { Notice } from '@/components/ui/notice';
import type { Category } from '@/lib/category';
import { findIntegration } from '@/lib/integrations/registry';
import { routes } from '@/lib/routes';
import { orInterrupt, toErrorMessage } from '@/lib/server/respond';
import { listLatestChanges } from '@/lib/server/use-cases/activity/list-activity';
import { countConnections } from '@/lib/server/use-cases/integrations/count-connections';
import { listReconnects } from '@/lib/server/use-cases/reconnect/list-reconnects';
import { readIntegration } from '@/lib/server/use-cases/settings/read-integration';
import { enablementAction } from '../../actions';
import { compareKeyAction, deleteAction, keepAction, restoreAction, saveAction } from './actions';

type Props = PageProps<'/[instance]/settings/integrations/[category]/manage/[key]'>;
type Question = { readonly instance: string; readonly category: Category; readonly key: string };
type StateProps = { readonly instance: string; readonly integrationKey: string };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { key } = await params;
  return { title: findIntegration(key)?.name ?? (await getTranslations('integration'))('lead') };
}

export default async function IntegrationPage({ params }: Props) {
  const { instance, category, key } = (await params) as Question;
  const definition = findIntegration(key);
  if (definition && definition.category !== category) {
    redirect(routes.integration(instance, definition.category, key));
  }
  // One that we hold no definition for may not exist at all: that has to be known before anything streams.
  const name = definition?.name ?? (await orInterrupt(() => readIntegration({ instance, key }))).tile.name;
  const t = await getTranslations('nav');
  const categoryName = (await getTranslations('categories'))(category);
  return (
    <>
      <KeyNotice instance={instance} />
      <Breadcrumbs
        steps={[
          { label: t('settings') },
          { label: t('integrations') },
          { label: categoryName, href: routes.tiles(instance, category) },
          { label: name },
        ]}
      />
      <Suspense fallback={<TileSkeleton />}>
        <State instance={instance} integrationKey={key} />
      </Suspense>
    </>
  );
}

async function State({ instance, integrationKey }: StateProps) {
  const [read, reconnects] = await Promise.all([
    readIntegration({ instance, key: integrationKey }).then(
      (view) => ({ view, failure: null }),
      async (error: unknown) => ({ view: null, failure: await toErrorMessage(error) }),
    ),
    listReconnects({ instance, key: integrationKey }).catch(async (error: unknown) => {
      await toErrorMessage(error);
      return [];
    }),
  ]);
  if (read.view) {
    const actions = {
      enablementAction,
      saveAction,
      keepAction,
      restoreAction,
      compareKeyAction,
      deleteAction,
    };
    const history = read.view.form ? await listLatestChanges({ instance, key: integrationKey }) : [];
    const { linkedCount } = read.view.tile;
    const connections = (
      <Suspense fallback={<ConnectionsPanel linkedCount={linkedCount} counts={null} isCounting />}>
        <Connections instance={instance} integrationKey={integrationKey} linkedCount={linkedCount} />
      </Suspense>
    );
    return (
      <IntegrationState
        instance={instance}
        view={read.view}
        reconnects={reconnects}
        history={history}
        connections={connections}
        {...actions}
      />
    );
  }
  return <Notice tone="danger">{read.failure.message}</Notice>;
}

async function Connections({
  instance,
  integrationKey,
  linkedCount,
}: StateProps & { readonly linkedCount: number | null }) {
  const counts = await countConnections({ instance, key: integrationKey }).catch(async (error: unknown) => {
    // The panel does without the counts. An unexpected error is logged.
    await toErrorMessage(error);
    return null;
  });
  return <ConnectionsPanel linkedCount={linkedCount} counts={counts} />;
}
