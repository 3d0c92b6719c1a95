'use server';

import { redirect } from 'next/navigation';
import { can } from '@/lib/access/permissions';
import type { SignInFailure } from '@/lib/result';
import { pageAfterSignIn } from '@/lib/routes';
import { giveDeviceCookie } from '@/lib/server/auth/sessions/device-cookie';
import { giveSessionCookie } from '@/lib/server/auth/sessions/session-cookie';
import { respond } from '@/lib/server/respond';
import { signIn } from '@/lib/server/use-cases/users/sign-in';

/** Returns the email address that was typed, so that the user need not type it again. The password is not returned. */
export async function signInAction(_previous: unknown, form: unknown): Promise<SignInFailure> {
  const fields = form instanceof FormData ? form : new FormData();
  const result = await respond(() =>
    signIn.untrusted({ email: fields.get('email'), password: fields.get('password') }),
  );
  if (result.outcome === 'failed') return { ...result, email: fields.get('email')?.toString() ?? '' };
  const { role } = result.value;
  await giveSessionCookie(result.value);
  await giveDeviceCookie(result.value.device);
  redirect(pageAfterSignIn(fields.get('next'), (permission) => can(role, permission)));
}
