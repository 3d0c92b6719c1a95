import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { CenteredPage } from '@/components/shell/centered-page';
import { SubmitButton } from '@/components/ui/submit-button';
import { routes } from '@/lib/routes';
import { orInterrupt } from '@/lib/server/respond';
import { readPortal } from '@/lib/server/use-cases/portal/read-portal';
import { signOutAction } from './actions';

/** The Banking integrations of the instance last used, or what a role that sees none can open. */
export default async function Home() {
  const { instance, sees } = await orInterrupt(() => readPortal());
  if (instance) {
    redirect(sees.integrations ? routes.tiles(instance.slug, 'banking') : routes.companies(instance.slug));
  }
  if (sees.instances) redirect(routes.instances());
  const [t, nav, app] = await Promise.all([
    getTranslations('instances.empty'),
    getTranslations('nav'),
    getTranslations('app'),
  ]);
  return (
    <CenteredPage brand={app('name')} note={null} title={t('title')}>
      <p className="my-3 text-ink-2">{t('askText')}</p>
      <form action={signOutAction}>
        <SubmitButton label={nav('signOut')} pendingWord={nav('signOut')} />
      </form>
    </CenteredPage>
  );
}
