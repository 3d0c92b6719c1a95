import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/form/action-form';
import { TextInput } from '@/components/form/text-input';
import { CenteredPage } from '@/components/shell/centered-page';
import { TextLink } from '@/components/ui/text-link';
import { routes } from '@/lib/routes';
import { env } from '@/lib/server/env';
import { readSignInMethods } from '@/lib/server/use-cases/oidc/sign-in-methods';
import { passwordMailAction } from './actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('forgotten'))('title') };
}

export default async function ForgottenPasswordPage() {
  const { mail, codat } = env();
  const { passwords } = await readSignInMethods();
  const [t, errors, signIn, join, app] = await Promise.all([
    getTranslations('forgotten'),
    getTranslations('errors'),
    getTranslations('signIn'),
    getTranslations('join'),
    getTranslations('app'),
  ]);
  return (
    <CenteredPage brand={app('name')} note={codat.local ? app('local') : null} title={t('title')}>
      <p className="mt-1.5 mb-5 text-ink-2">
        {passwords ? t(mail ? 'lead' : 'byHand') : errors('passwords-off')}
      </p>
      {mail && passwords && (
        <ActionForm
          action={passwordMailAction}
          submit={t('submit')}
          submitting={t('submitting')}
          done={t('sent')}
        >
          <TextInput
            name="email"
            type="email"
            label={signIn('email')}
            maxLength={254}
            required
            autoComplete="username"
          />
        </ActionForm>
      )}
      <p className="mt-5">
        <TextLink href={routes.signIn()}>{join('toSignIn')}</TextLink>
      </p>
    </CenteredPage>
  );
}
