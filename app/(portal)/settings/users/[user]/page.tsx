import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/form/action-form';
import { ChoiceInput } from '@/components/form/choice-input';
import { PageHeader } from '@/components/shell/page-header';
import { Moment } from '@/components/ui/moment';
import { Notice } from '@/components/ui/notice';
import { Section } from '@/components/ui/section';
import { TextLink } from '@/components/ui/text-link';
import { DisableUser } from '@/components/users/disable-user';
import { LinkForm } from '@/components/users/link-form';
import { loadLinkMessages } from '@/components/users/load-link-messages';
import { UserTwoFactor } from '@/components/users/user-two-factor';
import { roles } from '@/lib/access/permissions';
import { routes } from '@/lib/routes';
import { orInterrupt } from '@/lib/server/respond';
import { readRoleSource, readSignInMethods } from '@/lib/server/use-cases/oidc/sign-in-methods';
import { readUser } from '@/lib/server/use-cases/users/list-users';
import {
  changeRoleAction,
  disableUserAction,
  enableUserAction,
  passwordLinkAction,
  resetTwoFactorAction,
  signOutUserAction,
} from './actions';

type Props = PageProps<'/settings/users/[user]'>;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { user } = await params;
  return { title: (await orInterrupt(() => readUser.untrusted({ user }))).email };
}

export default async function UserPage({ params }: Props) {
  const { user } = await params;
  const { id, email, name, role, isDisabled, isViewer, lastSignInAt, twoFactor } = await orInterrupt(() =>
    readUser.untrusted({ user }),
  );
  const source = await orInterrupt(() => readRoleSource({ user: id }));
  const { passwords } = await readSignInMethods();
  const [t, oidc, list, roleNames, locale, linkMessages] = await Promise.all([
    getTranslations('users.user'),
    getTranslations('oidc'),
    getTranslations('users'),
    getTranslations('roles'),
    getLocale(),
    loadLinkMessages(),
  ]);
  const self = <input type="hidden" name="user" value={id} />;
  return (
    <>
      <p className="mb-3">
        <TextLink href={routes.users()}>{t('back')}</TextLink>
      </p>
      <PageHeader title={name || email} lead={name ? email : undefined} />
      <p className="-mt-3 mb-5 text-ink-2">
        {list('lastSignIn')}:{' '}
        {lastSignInAt === null ? list('never') : <Moment at={lastSignInAt} locale={locale} />}
      </p>
      {isViewer && <Notice tone="neutral">{t('yourself')}</Notice>}
      {source === null ? (
        <Section title={list('role')} lead={t('roleLead')}>
          <ActionForm
            action={changeRoleAction}
            submit={t('saveRole')}
            submitting={t('savingRole')}
            done={t('roleSaved')}
          >
            {self}
            <ChoiceInput
              key={role}
              name="role"
              label={list('role')}
              defaultValue={role}
              choices={roles.map((value) => ({ value, label: roleNames(value) }))}
            />
          </ActionForm>
        </Section>
      ) : (
        <Section title={list('role')} lead={oidc('roleSource', { name: source })}>
          {roleNames(role)}
        </Section>
      )}
      {!isDisabled && (
        <>
          {passwords && (
            <Section title={t('password')} lead={t('passwordLead')}>
              <LinkForm
                action={passwordLinkAction}
                submit={t('passwordLink')}
                submitting={t('creatingLink')}
                look="secondary"
                messages={linkMessages}
              >
                {self}
              </LinkForm>
            </Section>
          )}
          <UserTwoFactor user={id} state={twoFactor} isViewer={isViewer} resetAction={resetTwoFactorAction} />
          <Section title={t('sessions')} lead={t('signOutLead')}>
            <ActionForm
              action={signOutUserAction}
              submit={t('signOut')}
              submitting={t('signingOut')}
              look="secondary"
              done={t('signedOut')}
            >
              {self}
            </ActionForm>
          </Section>
        </>
      )}
      <Section title={t('access')} lead={t(isDisabled ? 'enableLead' : 'disableLead')}>
        {isDisabled ? (
          <ActionForm
            action={enableUserAction}
            submit={t('enable')}
            submitting={t('enabling')}
            done={t('nowEnabled')}
          >
            {self}
          </ActionForm>
        ) : (
          <DisableUser
            user={id}
            disableUserAction={disableUserAction}
            messages={{
              open: t('disable'),
              title: t('disableTitle', { name: name || email }),
              text: t('disableText'),
              confirm: t('confirmDisable'),
              disabling: t('disabling'),
              lost: t('disableLost'),
              cancel: t('cancel'),
            }}
          />
        )}
      </Section>
    </>
  );
}
