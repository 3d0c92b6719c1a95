'use server';

import { redirect } from 'next/navigation';
import { can } from '@/lib/access/permissions';
import type { SignInFailure } from '@/lib/result';
import { pageAfterSignIn, safeNext, signInRoutes } from '@/lib/routes';
import { giveDeviceCookie } from '@/lib/server/auth/sessions/device-cookie';
import { giveSessionCookie } from '@/lib/server/auth/sessions/session-cookie';
import { giveTicketCookie } from '@/lib/server/auth/two-factor/ticket-cookie';
import { respond } from '@/lib/server/respond';
import { beginSignIn } from '@/lib/server/use-cases/users/sign-in';

/** Returns the email address that was typed, so that the user need not type it again. The password is not returned. */
export async function signInAction(_previous: unknown, form: unknown): Promise<SignInFailure> {
  const fields = form instanceof FormData ? form : new FormData();
  const result = await respond(() =>
    beginSignIn.untrusted({ email: fields.get('email'), password: fields.get('password') }),
  );
  if (result.outcome === 'failed') return { ...result, email: fields.get('email')?.toString() ?? '' };
  const { session, ticket } = result.value;
  if (session === null) {
    await giveTicketCookie(ticket);
    redirect(signInRoutes.secondStep(safeNext(fields.get('next'))));
  }
  const { role, device, mustSetUpTwoFactor } = session;
  await giveSessionCookie(session);
  await giveDeviceCookie(device);
  // The browser would keep the address of a page that leads on.
  if (mustSetUpTwoFactor) redirect(signInRoutes.twoFactorSetUp());
  redirect(pageAfterSignIn(fields.get('next'), (permission) => can(role, permission)));
}
