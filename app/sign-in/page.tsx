import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { AppearanceForms } from '@/components/shell/appearance-forms';
import { CenteredPage } from '@/components/shell/centered-page';
import { OidcButton } from '@/components/shell/oidc-button';
import { SignInForm } from '@/components/shell/sign-in-form';
import { linkClass } from '@/components/ui/link-class';
import { routes, safeNext } from '@/lib/routes';
import { findViewer } from '@/lib/server/auth/guard';
import { env } from '@/lib/server/env';
import { currentTheme } from '@/lib/server/i18n/locale';
import { readSignInMethods } from '@/lib/server/use-cases/oidc/sign-in-methods';
import { languageAction, themeAction } from '../actions';
import { signInAction } from './actions';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('signIn'))('title') };
}

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  if (await findViewer()) redirect(routes.home());
  const { next, password, oidc } = await searchParams;
  const { passwords, issuer } = await readSignInMethods();
  const [t, chosen, app, locale, theme] = await Promise.all([
    getTranslations('signIn'),
    getTranslations('newPassword'),
    getTranslations('app'),
    getLocale(),
    currentTheme(),
  ]);
  const after = safeNext(typeof next === 'string' ? next : null);
  return (
    <CenteredPage brand={app('name')} note={env().codat.local ? app('local') : null} title={t('title')}>
      <p className="mt-1.5 mb-5 text-ink-2">
        {password === 'new' ? chosen('saved') : after ? t('goOn') : t('lead')}
      </p>
      <OidcButton issuer={issuer} passwords={passwords} next={after} refused={oidc} />
      {passwords && (
        <>
          <SignInForm
            next={after}
            signInAction={signInAction}
            messages={{
              email: t('email'),
              password: t('password'),
              submit: t('submit'),
              submitting: t('submitting'),
            }}
          />
          <p className="mt-5 text-[0.8125rem]">
            {/* The script of `next/link` would be a twentieth of what this page weighs. */}
            <a href={routes.forgottenPassword()} className={linkClass}>
              {t('forgotten')}
            </a>
          </p>
        </>
      )}
      <div className="mt-5 flex flex-col gap-3 border-t border-line pt-4">
        <AppearanceForms
          theme={theme}
          locale={locale}
          languageAction={languageAction}
          themeAction={themeAction}
        />
      </div>
    </CenteredPage>
  );
}
