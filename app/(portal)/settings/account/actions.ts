'use server';

import { refresh } from 'next/cache';
import type { ActionResult } from '@/lib/result';
import { respond } from '@/lib/server/respond';
import { toFields } from '@/lib/server/to-fields';
import { linkIdentity, unlinkIdentity } from '@/lib/server/use-cases/oidc/link';
import { changeOwnPassword, endSession, renameSelf } from '@/lib/server/use-cases/users/own-account';

export async function renameAction(_previous: unknown, form: unknown): Promise<ActionResult<unknown>> {
  const result = await respond(() => renameSelf.untrusted(toFields(form)));
  refresh();
  return result;
}

export async function changePasswordAction(
  _previous: unknown,
  form: unknown,
): Promise<ActionResult<unknown>> {
  const result = await respond(() => changeOwnPassword.untrusted(toFields(form)));
  refresh();
  return result;
}

export async function endSessionAction(_previous: unknown, form: unknown): Promise<ActionResult<unknown>> {
  const result = await respond(() => endSession.untrusted(toFields(form)));
  refresh();
  return result;
}

export async function linkIdentityAction(_previous: unknown, form: unknown): Promise<ActionResult<unknown>> {
  const result = await respond(() => linkIdentity.untrusted(toFields(form)));
  refresh();
  return result;
}

export async function unlinkIdentityAction(
  _previous: unknown,
  _form: unknown,
): Promise<ActionResult<unknown>> {
  const result = await respond(() => unlinkIdentity.untrusted());
  refresh();
  return result;
}
