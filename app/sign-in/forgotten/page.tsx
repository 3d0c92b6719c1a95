import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/form/action-form';
import { TextInput } from '@/components/form/text-input';
import { CenteredPage } from '@/components/shell/centered-page';
import { TextLink } from '@/components/ui/text-link';
import { routes } from '@/lib/routes';
import { env } from '@/lib/server/env';
import { passwordMailAction } from './actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('forgotten'))('title') };
}

export default async function ForgottenPasswordPage() {
  const { mail, codat } = env();
  const [t, signIn, join, app] = await Promise.all([
    getTranslations('forgotten'),
    getTranslations('signIn'),
    getTranslations('join'),
    getTranslations('app'),
  ]);
  return (
    <CenteredPage brand={app('name')} note={codat.local ? app('local') : null} title={t('title')}>
      <p className="mt-1.5 mb-5 text-ink-2">{t(mail ? 'lead' : 'byHand')}</p>
      {mail && (
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
