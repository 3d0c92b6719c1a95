import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { languageAction, themeAction } from '@/app/actions';
import {
  beginTwoFactorAction,
  confirmTwoFactorAction,
  renewCodesAction,
  twoFactorOffAction,
} from '@/app/sign-in/set-up/actions';
import { ActionForm } from '@/components/form/action-form';
import { TextInput } from '@/components/form/text-input';
import { AppearanceForms } from '@/components/shell/appearance-forms';
import { PageHeader } from '@/components/shell/page-header';
import { Section } from '@/components/ui/section';
import { OwnIdentity } from '@/components/users/own-identity';
import { OwnSessions } from '@/components/users/own-sessions';
import { OwnTwoFactor } from '@/components/users/own-two-factor';
import { currentTheme } from '@/lib/server/i18n/locale';
import { orInterrupt } from '@/lib/server/respond';
import { readOwnIdentity } from '@/lib/server/use-cases/oidc/link';
import { readTwoFactor } from '@/lib/server/use-cases/two-factor/own-two-factor';
import { readAccount } from '@/lib/server/use-cases/users/own-account';
import { longestPassword } from '@/lib/users/password-rules';
import {
  changePasswordAction,
  endSessionAction,
  linkIdentityAction,
  renameAction,
  unlinkIdentityAction,
} from './actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('account'))('title') };
}

export default async function AccountPage({ searchParams }: PageProps<'/settings/account'>) {
  const { email, name, role, sessions, hasPassword, arePasswordsOff } = await orInterrupt(() =>
    readAccount(),
  );
  const identity = await orInterrupt(() => readOwnIdentity());
  const twoFactor = await orInterrupt(() => readTwoFactor());
  const { oidc } = await searchParams;
  const [t, join, roleNames, locale, theme] = await Promise.all([
    getTranslations('account'),
    getTranslations('join'),
    getTranslations('roles'),
    getLocale(),
    currentTheme(),
  ]);
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead', { email, role: roleNames(role) })} />
      <Section title={t('name')} lead={t('nameLead')}>
        <ActionForm
          action={renameAction}
          submit={t('saveName')}
          submitting={t('savingName')}
          look="secondary"
          done={t('nameSaved')}
        >
          <TextInput
            key={name}
            name="name"
            label={t('name')}
            defaultValue={name}
            maxLength={80}
            required
            autoComplete="name"
          />
        </ActionForm>
      </Section>
      {hasPassword && !arePasswordsOff && (
        <Section title={t('password')}>
          <ActionForm
            action={changePasswordAction}
            submit={t('savePassword')}
            submitting={t('savingPassword')}
            look="secondary"
            done={t('passwordSaved')}
          >
            <TextInput
              name="current"
              type="password"
              label={t('current')}
              maxLength={longestPassword}
              required
              autoComplete="current-password"
            />
            <TextInput
              name="password"
              type="password"
              label={t('new')}
              hint={join('rules')}
              maxLength={longestPassword}
              required
              autoComplete="new-password"
            />
          </ActionForm>
        </Section>
      )}
      <OwnTwoFactor
        twoFactor={twoFactor}
        beginAction={beginTwoFactorAction}
        confirmAction={confirmTwoFactorAction}
        renewAction={renewCodesAction}
        offAction={twoFactorOffAction}
      />
      {identity && (
        <OwnIdentity
          identity={identity}
          outcome={oidc}
          linkAction={linkIdentityAction}
          unlinkAction={unlinkIdentityAction}
        />
      )}
      <Section title={t('sessions')} lead={t('sessionsLead')}>
        <OwnSessions sessions={sessions} endSessionAction={endSessionAction} />
      </Section>
      <Section title={t('appearance')}>
        <div className="flex max-w-100 flex-col gap-3">
          <AppearanceForms
            theme={theme}
            locale={locale}
            languageAction={languageAction}
            themeAction={themeAction}
          />
        </div>
      </Section>
    </>
  );
}
