import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { PageHeader } from '@/components/shell/page-header';
import { Moment } from '@/components/ui/moment';
import { Table } from '@/components/ui/table';
import { TextLink } from '@/components/ui/text-link';
import { Invitations } from '@/components/users/invitations';
import { PasswordSetting } from '@/components/users/password-setting';
import { routes } from '@/lib/routes';
import { orInterrupt } from '@/lib/server/respond';
import { readPasswordSetting } from '@/lib/server/use-cases/oidc/sign-in-methods';
import { listInvitations, listUsers } from '@/lib/server/use-cases/users/list-users';
import { inviteAction, passwordsAction, renewInvitationAction, revokeInvitationAction } from './actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('users') };
}

export default async function UsersPage() {
  const users = await orInterrupt(() => listUsers());
  const invitations = await orInterrupt(() => listInvitations());
  const setting = await orInterrupt(() => readPasswordSetting());
  const [t, nav, roleNames, locale] = await Promise.all([
    getTranslations('users'),
    getTranslations('nav'),
    getTranslations('roles'),
    getLocale(),
  ]);
  return (
    <>
      <PageHeader title={nav('users')} lead={t('lead')} />
      <Table
        label={nav('users')}
        columns={[t('email'), t('name'), t('role'), t('state'), t('lastSignIn')]}
        rows={users.map(({ id, email, name, role, isDisabled, lastSignInAt, isViewer }) => ({
          id,
          cells: [
            <TextLink key="email" href={routes.user(id)}>
              {email}
            </TextLink>,
            isViewer ? [name, `(${t('you')})`].filter(Boolean).join(' ') : name,
            roleNames(role),
            t(isDisabled ? 'disabled' : 'active'),
            lastSignInAt === null ? t('never') : <Moment key="at" at={lastSignInAt} locale={locale} />,
          ],
        }))}
      />
      {setting.passwords && (
        <Invitations
          invitations={invitations}
          inviteAction={inviteAction}
          renewAction={renewInvitationAction}
          revokeAction={revokeInvitationAction}
        />
      )}
      <PasswordSetting setting={setting} passwordsAction={passwordsAction} />
    </>
  );
}
