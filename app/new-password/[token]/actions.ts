'use server';

import { redirect } from 'next/navigation';
import type { ActionResult } from '@/lib/result';
import { routes } from '@/lib/routes';
import { respond } from '@/lib/server/respond';
import { toFields } from '@/lib/server/to-fields';
import { setNewPassword } from '@/lib/server/use-cases/users/password-link';

export async function newPasswordAction(_previous: unknown, form: unknown): Promise<ActionResult<never>> {
  const result = await respond(() => setNewPassword.untrusted(toFields(form)));
  if (result.outcome === 'failed') return result;
  redirect(routes.signInWithNewPassword());
}
