import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/form/action-form';
import { TextInput } from '@/components/form/text-input';
import { CenteredPage } from '@/components/shell/centered-page';
import { OverLink } from '@/components/users/over-link';
import { env } from '@/lib/server/env';
import { respond } from '@/lib/server/respond';
import { readInvitation } from '@/lib/server/use-cases/users/accept-invitation';
import { longestPassword } from '@/lib/users/password-rules';
import { joinAction } from './actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('join'))('title') };
}

export default async function InvitationPage({ params }: PageProps<'/invitation/[token]'>) {
  const { token } = await params;
  const invitation = await respond(() => readInvitation.untrusted({ token }));
  if (invitation.outcome === 'failed') return <OverLink message={invitation.message} />;
  const [t, app, roleNames] = await Promise.all([
    getTranslations('join'),
    getTranslations('app'),
    getTranslations('roles'),
  ]);
  const { email, role } = invitation.value;
  return (
    <CenteredPage brand={app('name')} note={env().codat.local ? app('local') : null} title={t('title')}>
      <p className="mt-1.5 mb-1 font-medium break-all">{email}</p>
      <p className="mb-5 text-ink-2">{t('lead', { role: roleNames(role) })}</p>
      <ActionForm action={joinAction} submit={t('submit')} submitting={t('submitting')} done="">
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="username" value={email} autoComplete="username" />
        <TextInput name="name" label={t('name')} maxLength={80} required autoComplete="name" />
        <TextInput
          name="password"
          type="password"
          label={t('password')}
          hint={t('rules')}
          maxLength={longestPassword}
          required
          autoComplete="new-password"
        />
      </ActionForm>
    </CenteredPage>
  );
}
