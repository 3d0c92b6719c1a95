'use server';

import { redirect } from 'next/navigation';
import type { ActionResult } from '@/lib/result';
import { routes, signInRoutes } from '@/lib/routes';
import { giveDeviceCookie } from '@/lib/server/auth/sessions/device-cookie';
import { giveSessionCookie } from '@/lib/server/auth/sessions/session-cookie';
import { respond } from '@/lib/server/respond';
import { toFields } from '@/lib/server/to-fields';
import { acceptInvitation } from '@/lib/server/use-cases/users/accept-invitation';

export async function joinAction(_previous: unknown, form: unknown): Promise<ActionResult<never>> {
  const result = await respond(() => acceptInvitation.untrusted(toFields(form)));
  if (result.outcome === 'failed') return result;
  await giveSessionCookie(result.value);
  await giveDeviceCookie(result.value.device);
  redirect(result.value.mustSetUpTwoFactor ? signInRoutes.twoFactorSetUp() : routes.home());
}
