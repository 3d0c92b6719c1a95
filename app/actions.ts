'use server';

import { redirect } from 'next/navigation';
import { routes } from '@/lib/routes';
import { takeSessionCookie } from '@/lib/server/auth/sessions/session-cookie';
import { respond } from '@/lib/server/respond';
import { chooseLanguage, chooseTheme } from '@/lib/server/use-cases/portal/choose-appearance';
import { signOut } from '@/lib/server/use-cases/users/sign-out';

export async function languageAction(form: unknown): Promise<void> {
  await respond(() => chooseLanguage.untrusted(form instanceof FormData ? form.get('language') : form));
}

export async function themeAction(form: unknown): Promise<void> {
  await respond(() => chooseTheme.untrusted(form instanceof FormData ? form.get('theme') : form));
}

/** Leads to the sign-in page also where the session was over already. */
export async function signOutAction(): Promise<void> {
  await respond(() => signOut.untrusted());
  await takeSessionCookie();
  redirect(routes.signIn());
}
