'use server';

import { redirect } from 'next/navigation';
import { can } from '@/lib/access/permissions';
import type { ActionResult } from '@/lib/result';
import { pageAfterSignIn } from '@/lib/routes';
import { giveDeviceCookie } from '@/lib/server/auth/sessions/device-cookie';
import { giveSessionCookie } from '@/lib/server/auth/sessions/session-cookie';
import { takeTicketCookie } from '@/lib/server/auth/two-factor/ticket-cookie';
import { respond } from '@/lib/server/respond';
import { toFields } from '@/lib/server/to-fields';
import { finishSignIn } from '@/lib/server/use-cases/two-factor/finish-sign-in';

export async function codeAction(_previous: unknown, form: unknown): Promise<ActionResult<never>> {
  const fields = toFields(form);
  const result = await respond(() => finishSignIn.untrusted(fields));
  if (result.outcome === 'failed') return result;
  const { role, device } = result.value;
  await takeTicketCookie();
  await giveSessionCookie(result.value);
  await giveDeviceCookie(device);
  redirect(pageAfterSignIn(fields.next, (permission) => can(role, permission)));
}
