'use server';

import { refresh } from 'next/cache';
import type { ActionResult } from '@/lib/result';
import { respond } from '@/lib/server/respond';
import { toFields } from '@/lib/server/to-fields';
import { resetTwoFactor } from '@/lib/server/use-cases/two-factor/reset-two-factor';
import { changeRole, disableUser, enableUser, signOutUser } from '@/lib/server/use-cases/users/change-user';
import type { SentLink } from '@/lib/server/use-cases/users/invite-user';
import { createPasswordLink } from '@/lib/server/use-cases/users/password-link';

export async function changeRoleAction(_previous: unknown, form: unknown): Promise<ActionResult<unknown>> {
  const result = await respond(() => changeRole.untrusted(toFields(form)));
  refresh();
  return result;
}

export async function disableUserAction(_previous: unknown, form: unknown): Promise<ActionResult<unknown>> {
  const result = await respond(() => disableUser.untrusted(toFields(form)));
  refresh();
  return result;
}

export async function enableUserAction(_previous: unknown, form: unknown): Promise<ActionResult<unknown>> {
  const result = await respond(() => enableUser.untrusted(toFields(form)));
  refresh();
  return result;
}

export async function signOutUserAction(_previous: unknown, form: unknown): Promise<ActionResult<unknown>> {
  const result = await respond(() => signOutUser.untrusted(toFields(form)));
  refresh();
  return result;
}

export async function passwordLinkAction(_previous: unknown, form: unknown): Promise<ActionResult<SentLink>> {
  const result = await respond(() => createPasswordLink.untrusted(toFields(form)));
  refresh();
  return result;
}

export async function resetTwoFactorAction(
  _previous: unknown,
  form: unknown,
): Promise<ActionResult<unknown>> {
  const result = await respond(() => resetTwoFactor.untrusted(toFields(form)));
  refresh();
  return result;
}
