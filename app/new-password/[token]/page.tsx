import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/form/action-form';
import { TextInput } from '@/components/form/text-input';
import { CenteredPage } from '@/components/shell/centered-page';
import { OverLink } from '@/components/users/over-link';
import { env } from '@/lib/server/env';
import { respond } from '@/lib/server/respond';
import { readPasswordLink } from '@/lib/server/use-cases/users/password-link';
import { longestPassword } from '@/lib/users/password-rules';
import { newPasswordAction } from './actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('newPassword'))('title') };
}

export default async function NewPasswordPage({ params }: PageProps<'/new-password/[token]'>) {
  const { token } = await params;
  const link = await respond(() => readPasswordLink.untrusted({ token }));
  if (link.outcome === 'failed') return <OverLink message={link.message} />;
  const [t, join, app] = await Promise.all([
    getTranslations('newPassword'),
    getTranslations('join'),
    getTranslations('app'),
  ]);
  const { email } = link.value;
  return (
    <CenteredPage brand={app('name')} note={env().codat.local ? app('local') : null} title={t('title')}>
      <p className="mt-1.5 mb-5 text-ink-2">{t('lead', { email })}</p>
      <ActionForm action={newPasswordAction} submit={t('submit')} submitting={t('submitting')} done="">
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="username" value={email} autoComplete="username" />
        <TextInput
          name="password"
          type="password"
          label={t('password')}
          hint={join('rules')}
          maxLength={longestPassword}
          required
          autoComplete="new-password"
        />
      </ActionForm>
    </CenteredPage>
  );
}
