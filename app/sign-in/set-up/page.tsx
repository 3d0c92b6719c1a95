import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { signOutAction } from '@/app/actions';
import { CenteredPage } from '@/components/shell/centered-page';
import { SubmitButton } from '@/components/ui/submit-button';
import { TwoFactorSetUp } from '@/components/users/two-factor-set-up';
import { routes } from '@/lib/routes';
import { orInterrupt } from '@/lib/server/respond';
import { readTwoFactor } from '@/lib/server/use-cases/two-factor/own-two-factor';
import { beginTwoFactorAction, confirmTwoFactorAction } from './actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('twoFactor.setUp'))('title') };
}

/** The only page that is open to a user whose role asks for a second factor that they lack. */
export default async function SetUpPage() {
  const { state, setUp, isRequired } = await orInterrupt(() => readTwoFactor());
  if (state === 'on' || state === 'without-password' || !isRequired) redirect(routes.home());
  const [t, app] = await Promise.all([getTranslations('twoFactor.setUp'), getTranslations('app')]);
  return (
    <CenteredPage brand={app('name')} note={null} title={t('title')}>
      <p className="mt-1.5 mb-5 text-ink-2">{t('lead')}</p>
      <TwoFactorSetUp
        setUp={setUp}
        after={routes.home()}
        beginAction={beginTwoFactorAction}
        confirmAction={confirmTwoFactorAction}
      />
      <form action={signOutAction} className="mt-6 border-t border-line pt-4">
        <SubmitButton label={t('signOut')} pendingWord={t('signOut')} />
      </form>
    </CenteredPage>
  );
}
