import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { PageHeader } from '@/components/shell/page-header';
import { Moment } from '@/components/ui/moment';
import { Table } from '@/components/ui/table';
import { TextLink } from '@/components/ui/text-link';
import { Invitations } from '@/components/users/invitations';
import { PasswordSetting } from '@/components/users/password-setting';
import { TwoFactorRoles } from '@/components/users/two-factor-roles';
import { routes } from '@/lib/routes';
import { orInterrupt } from '@/lib/server/respond';
import { readPasswordSetting } from '@/lib/server/use-cases/oidc/sign-in-methods';
import { readTwoFactorRoles } from '@/lib/server/use-cases/two-factor/two-factor-roles';
import { listInvitations, listUsers } from '@/lib/server/use-cases/users/list-users';
import {
  inviteAction,
  passwordsAction,
  renewInvitationAction,
  revokeInvitationAction,
  twoFactorRoleAction,
} from './actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('users') };
}

export default async function UsersPage() {
  const users = await orInterrupt(() => listUsers());
  const invitations = await orInterrupt(() => listInvitations());
  const setting = await orInterrupt(() => readPasswordSetting());
  const required = await orInterrupt(() => readTwoFactorRoles());
  const [t, twoFactorNames, nav, roleNames, locale] = await Promise.all([
    getTranslations('users'),
    getTranslations('twoFactor.users'),
    getTranslations('nav'),
    getTranslations('roles'),
    getLocale(),
  ]);
  return (
    <>
      <PageHeader title={nav('users')} lead={t('lead')} />
      <Table
        label={nav('users')}
        columns={[t('email'), t('name'), t('role'), t('state'), twoFactorNames('column'), t('lastSignIn')]}
        rows={users.map(({ id, email, name, role, isDisabled, lastSignInAt, isViewer, twoFactor }) => ({
          id,
          cells: [
            <TextLink key="email" href={routes.user(id)}>
              {email}
            </TextLink>,
            isViewer ? [name, `(${t('you')})`].filter(Boolean).join(' ') : name,
            roleNames(role),
            t(isDisabled ? 'disabled' : 'active'),
            twoFactorNames(twoFactor),
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
      <TwoFactorRoles required={required} roleAction={twoFactorRoleAction} />
      <PasswordSetting setting={setting} passwordsAction={passwordsAction} />
    </>
  );
}
